import { formatCents, parseCents } from '../kernel/money';
import { Decimal } from 'decimal.js';
import { commencementDay, maturityDay, standingOn, startYear, type ContractTerms } from './amortization';
import type { ContractPlan } from './contract-plan';
import { dateOf, monthOf } from './day';
import { equipmentOf, modelYearOf, nameOf } from './equipment';
import type { ContractRecord, ContractRole, PaymentFrequency } from './record';

const MONTHS: Record<PaymentFrequency, number> = { MONTHLY: 1, QUARTERLY: 3, SEMI_ANNUAL: 6, ANNUAL: 12 };
const FREQUENCIES = new Map(Object.entries(MONTHS).map(([name, months]) => [months, name as PaymentFrequency]));
/** Nothing of a contract that is not booked has fallen due. */
const NEVER = Number.NEGATIVE_INFINITY;
const PREFIXES = { OPERATING_LEASE: 'OL', CAPITAL_LEASE: 'CL', LOAN: 'LN' } as const;

/** What a contract record needs beyond its plan. */
export interface ContractDetails {
  oid: number;
  currencyCode: string;
  roles: ContractRole[];
  billToLocationOid: number | null;
  pastDueCents: number;
  today: number;
}

/** The number printed on invoices; the oid can be read out of it. */
export function contractIdOf(plan: ContractPlan, oid: number): string {
  return `${PREFIXES[plan.terms.scenario]}-${String(oid).padStart(7, '0')}`;
}

/** A planned contract as the protocol's record, standing as of today. */
export function makeContract(plan: ContractPlan, terms: ContractTerms, details: ContractDetails): ContractRecord {
  const standing = standingOn(terms, plan.stage === 'UNBOOKED' ? NEVER : details.today);
  const active = plan.stage === 'ACTIVE';
  const terminatedDate = plan.terminatedDay === undefined ? null : dateOf(plan.terminatedDay);
  return {
    ContractOid: details.oid,
    ContractId: contractIdOf(plan, details.oid),
    Description: nameOf(equipmentOf(plan.equipment), modelYearOf(plan.equipment, startYear(terms))),
    FinanceProduct: plan.product,
    ContractScenario: terms.scenario,
    InterestMethod: terms.interestMethod,
    IsBooked: plan.stage !== 'UNBOOKED',
    BookedDate: plan.stage === 'UNBOOKED' ? null : dateOf(plan.bookedDay),
    OpenClosedOid: terminatedDate === null ? 1 : 2,
    TerminatedDate: terminatedDate,
    PrivateLabel: plan.privateLabel,
    CurrencyCode: details.currencyCode,
    CommencementDate: dateOf(commencementDay(terms)),
    MaturityDate: dateOf(maturityDay(terms)),
    Term: terms.term,
    PaymentFrequency: FREQUENCIES.get(terms.periodMonths) ?? 'MONTHLY',
    PaymentTiming: terms.timing,
    PaymentAmount: formatCents(terms.paymentCents),
    AmountFinanced: formatCents(terms.financedCents),
    EquipmentCost: formatCents(plan.equipmentCostCents),
    ResidualAmount: formatCents(terms.residualCents),
    Rate: new Decimal(terms.rateMillionths).div(1_000_000).toFixed(4),
    RemainingPayments: plan.stage === 'TERMINATED' ? 0 : standing.remainingPayments,
    RemainingBalance: formatCents(plan.stage === 'TERMINATED' ? 0 : standing.remainingBalanceCents),
    NextDueDate: active && standing.nextDueDay !== undefined ? dateOf(standing.nextDueDay) : null,
    PastDueAmount: formatCents(details.pastDueCents),
    BillToLocationOid: details.billToLocationOid,
    Roles: details.roles,
  };
}

/** Reads the terms back out of a record, so that records put from outside age like generated ones; `undefined` when it makes no sense. */
export function termsOfRecord(record: ContractRecord): ContractTerms | undefined {
  const cents = (text: unknown): number => (typeof text === 'string' ? (parseCents(text) ?? NaN) : NaN);
  const periodMonths = MONTHS[record.PaymentFrequency];
  const date = record.CommencementDate;
  if (typeof date !== 'string' || typeof record.Rate !== 'string' || !/^\d{1,3}(\.\d+)?$/.test(record.Rate)) return undefined;
  const terms: ContractTerms = {
    scenario: record.ContractScenario,
    interestMethod: record.InterestMethod,
    timing: record.PaymentTiming,
    periodMonths,
    term: record.Term,
    rateMillionths: new Decimal(record.Rate).times(1_000_000).round().toNumber(),
    financedCents: cents(record.AmountFinanced),
    residualCents: cents(record.ResidualAmount),
    paymentCents: cents(record.PaymentAmount),
    startMonth: monthOf(date),
    startDayOfMonth: Number(date.slice(8, 10)),
  };
  const numbers = [
    periodMonths,
    terms.term,
    terms.financedCents,
    terms.residualCents,
    terms.paymentCents,
    terms.startMonth,
    terms.startDayOfMonth,
  ];
  return numbers.every(Number.isSafeInteger) ? terms : undefined;
}

/** The record as it stands on a later day; `undefined` when nothing about it changes. */
export function contractOn(record: ContractRecord, day: number, pastDueCents: number): ContractRecord | undefined {
  const changed = { ...record, PastDueAmount: formatCents(pastDueCents) };
  const terms = record.OpenClosedOid === 1 ? termsOfRecord(record) : undefined;
  if (terms) {
    const standing = standingOn(terms, record.IsBooked ? day : NEVER);
    changed.RemainingPayments = standing.remainingPayments;
    changed.RemainingBalance = formatCents(standing.remainingBalanceCents);
    changed.NextDueDate = record.IsBooked && standing.nextDueDay !== undefined ? dateOf(standing.nextDueDay) : null;
  }
  const same = (['RemainingPayments', 'RemainingBalance', 'NextDueDate', 'PastDueAmount'] as const).every(
    (key) => changed[key] === record[key],
  );
  return same ? undefined : changed;
}
