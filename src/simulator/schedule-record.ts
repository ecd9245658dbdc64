import { formatCents } from '../kernel/money';
import { amortize, commencementDay, type ContractTerms } from './amortization';
import type { PrincipalAndInterestRecord, ScheduleRecord, ScheduleRow } from './daily-record';
import { dateOf } from './day';
import type { ContractScenario } from './record';

/** A schedule of more payments than the protocol's longest term makes no sense. */
const LONGEST_TERM = 1_200;
const NOTHING = '0.00';

/** Which contract a record is of. */
export interface OfContract {
  ContractOid: number;
  CurrencyCode: string;
}

/** Whether a contract of that scenario has an amortization schedule and principal and interest: an operating lease has neither. */
export function isAmortized(scenario: ContractScenario): boolean {
  return scenario === 'CAPITAL_LEASE' || scenario === 'LOAN';
}

/** Whether the terms make an amortization schedule. */
export function canAmortize({ scenario, term }: ContractTerms): boolean {
  return isAmortized(scenario) && term >= 1 && term <= LONGEST_TERM;
}

/** The amortization schedule of a contract, as the lender stores it on booking. */
export function makeSchedule(terms: ContractTerms, { ContractOid, CurrencyCode }: OfContract): ScheduleRecord {
  const Rows: ScheduleRow[] = [
    {
      RowNumber: 0,
      DueDate: dateOf(commencementDay(terms)),
      PaymentAmount: NOTHING,
      PrincipalAmount: NOTHING,
      InterestAmount: NOTHING,
      PrincipalBalance: formatCents(terms.financedCents),
    },
  ];
  for (const { dueDay, principalCents, interestCents, balanceCents } of amortize(terms)) {
    Rows.push({
      RowNumber: Rows.length,
      DueDate: dateOf(dueDay),
      PaymentAmount: formatCents(principalCents + interestCents),
      PrincipalAmount: formatCents(principalCents),
      InterestAmount: formatCents(interestCents),
      PrincipalBalance: formatCents(balanceCents),
    });
  }
  return { ContractOid, CurrencyCode, Rows };
}

/**
 * Principal and interest of a contract on a day, every payment taken as made on its due date. On a closed contract, `day` is the one of closing: what was
 * outstanding was paid off on it, the interest still to come will never be.
 */
export function makePrincipalAndInterest(
  terms: ContractTerms,
  { ContractOid, CurrencyCode }: OfContract,
  { day, isClosed }: { day: number; isClosed: boolean },
): PrincipalAndInterestRecord {
  let principalPaid = 0;
  let interestPaid = 0;
  let interestRemaining = 0;
  for (const { dueDay, principalCents, interestCents } of amortize(terms)) {
    if (dueDay > day) interestRemaining += interestCents;
    else {
      principalPaid += principalCents;
      interestPaid += interestCents;
    }
  }
  return {
    ContractOid,
    CurrencyCode,
    AsOfDate: dateOf(day),
    PrincipalPaid: formatCents(isClosed ? terms.financedCents : principalPaid),
    InterestPaid: formatCents(interestPaid),
    PrincipalRemaining: formatCents(isClosed ? 0 : terms.financedCents - principalPaid),
    InterestRemaining: formatCents(isClosed ? 0 : interestRemaining),
  };
}
