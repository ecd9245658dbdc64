import { formatCents } from '../kernel/money';
import { multiplyDivide } from './amortization';
import type { ContractPlan, CustomerPlan, Today } from './contract-plan';
import type { LineOfCreditDraw, LineOfCreditRecord } from './daily-record';
import { dateOf, dayInMonth } from './day';
import { Random } from './random';
import type { Kind } from './record';
import { FIRST_RANDOM_CUSTOMER } from './story-plan';

const LIMIT_STEP_CENTS = 2_500_000;
const SMALLEST_LIMIT_CENTS = 10_000_000;
const DESCRIPTIONS = ['Equipment line of credit', 'Equipment line of credit', 'Revolving line of credit', null] as const;

/** What a line of credit hangs on. */
export interface LineOfCreditDetails {
  seed: number;
  today: Today;
  firstOids: Record<Kind, number>;
  currencyCode: string;
}

interface Drawn {
  day: number;
  amountCents: number;
  contractOid: number | null;
  repaid: boolean;
}

/**
 * The customer's line of credit, if it has one: drawn for some of its booked contracts and now and then for something else. What was drawn for a contract
 * that has ended is repaid; the rest is outstanding.
 */
export function makeLinesOfCredit(plan: CustomerPlan, details: LineOfCreditDetails): LineOfCreditRecord[] {
  if (!plan.lineOfCredit) return [];
  // A prepared customer's does not depend on the seed of the book.
  const random = new Random(plan.index < FIRST_RANDOM_CUSTOMER ? 0 : details.seed, plan.index, 9);
  const draws = plan.contracts
    .flatMap((contract, place) => drawFor(contract, details.firstOids.contracts + place, random))
    .sort((a, b) => a.day - b.day);
  const outstanding = draws.reduce((sum, { amountCents, repaid }) => sum + (repaid ? 0 : amountCents), 0);
  const limit = Math.max(SMALLEST_LIMIT_CENTS, roundUp(multiplyDivide(outstanding, random.between(102, 190), 100)));
  const oid = details.firstOids.linesOfCredit;
  return [
    {
      LineOfCreditOid: oid,
      AccountOid: details.firstOids.accounts,
      LineOfCreditId: `LC-${String(oid).padStart(7, '0')}`,
      Description: random.pick(DESCRIPTIONS),
      CurrencyCode: details.currencyCode,
      CreditLimit: formatCents(limit),
      Outstanding: formatCents(outstanding),
      Available: formatCents(limit - outstanding),
      ExpirationDate:
        plan.index < FIRST_RANDOM_CUSTOMER || random.chance(92) ? endOfMonth(details.today.month + random.between(1, 24)) : null,
      Draws: draws.map(asDraw),
    },
  ];
}

/** A contract's draw, on the day it was booked; sometimes a down payment of the equipment was drawn a month before. */
function drawFor(contract: ContractPlan, contractOid: number, random: Random): Drawn[] {
  if (contract.stage === 'UNBOOKED' || !random.chance(75)) return [];
  const repaid = contract.stage === 'TERMINATED';
  const draw = { day: contract.bookedDay, amountCents: contract.terms.financedCents, contractOid, repaid };
  if (!random.chance(15)) return [draw];
  const down = multiplyDivide(contract.equipmentCostCents, random.between(5, 20), 100);
  return [{ day: contract.bookedDay - 30, amountCents: down, contractOid: null, repaid }, draw];
}

function asDraw({ day, amountCents, contractOid }: Drawn, place: number): LineOfCreditDraw {
  return { DrawNumber: place + 1, DrawDate: dateOf(day), Amount: formatCents(amountCents), ContractOid: contractOid };
}

function roundUp(cents: number): number {
  return cents + ((LIMIT_STEP_CENTS - (cents % LIMIT_STEP_CENTS)) % LIMIT_STEP_CENTS);
}

function endOfMonth(month: number): string {
  return dateOf(dayInMonth(month, 31));
}
