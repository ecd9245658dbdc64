import { Decimal } from 'decimal.js';
import { dayInMonth } from './day';
import type { ContractScenario, InterestMethod, PaymentTiming } from './record';

const Precise = Decimal.clone({ precision: 30, rounding: Decimal.ROUND_HALF_UP });

/** What a contract's payment is computed from. */
export interface FinanceTerms {
  scenario: ContractScenario;
  interestMethod: InterestMethod;
  timing: PaymentTiming;
  periodMonths: number;
  /** Number of payments. */
  term: number;
  /** Yearly, in millionths: 72 500 is 7.25 %. */
  rateMillionths: number;
  financedCents: number;
  /** A lease's residual, a loan's balloon. */
  residualCents: number;
  startMonth: number;
  startDayOfMonth: number;
}

/** Everything that a contract's course follows from. */
export interface ContractTerms extends FinanceTerms {
  paymentCents: number;
}

/** Where a contract stands on a day when every payment is taken as made on its due date. */
export interface Standing {
  remainingPayments: number;
  remainingBalanceCents: number;
  nextDueDay: number | undefined;
}

/** One payment of an amortization schedule. */
export interface Installment {
  dueDay: number;
  principalCents: number;
  interestCents: number;
  /** The principal that it leaves. */
  balanceCents: number;
}

/** The level payment whose present value, with the residual's at the end of the term, is the amount financed. */
export function levelPaymentCents(terms: FinanceTerms): number {
  if (terms.rateMillionths === 0) return new Precise(terms.financedCents - terms.residualCents).div(terms.term).round().toNumber();
  const periodRate = new Precise(terms.rateMillionths).times(terms.periodMonths).div(12_000_000);
  const discount = periodRate.plus(1).pow(-terms.term);
  const arrears = new Precise(terms.financedCents)
    .minus(discount.times(terms.residualCents))
    .times(periodRate)
    .div(new Precise(1).minus(discount));
  return (terms.timing === 'ADVANCE' ? arrears.div(periodRate.plus(1)) : arrears).round().toNumber();
}

/** The due day of payment `index` (0 …): in advance it falls at the start of its period, in arrears at the end. */
export function dueDay(terms: FinanceTerms, index: number): number {
  const periods = terms.timing === 'ARREARS' ? index + 1 : index;
  return dayInMonth(terms.startMonth + periods * terms.periodMonths, terms.startDayOfMonth);
}

/** The first day of the contract. */
export function commencementDay(terms: FinanceTerms): number {
  return dayInMonth(terms.startMonth, terms.startDayOfMonth);
}

/** The year in which the contract begins. */
export function startYear({ startMonth }: FinanceTerms): number {
  return Math.floor(startMonth / 12);
}

/** The day on which the last period ends. */
export function maturityDay(terms: FinanceTerms): number {
  return dayInMonth(terms.startMonth + terms.term * terms.periodMonths, terms.startDayOfMonth);
}

/** How many payments are due up to and including `day`. */
export function paymentsDueBy(terms: FinanceTerms, day: number): number {
  let count = 0;
  while (count < terms.term && dueDay(terms, count) <= day) count++;
  return count;
}

/** The interest in payment `index` on the balance before it, half-up to the cent: by period, or for ADB by actual days over 365. */
export function interestCents(terms: FinanceTerms, index: number, balanceCents: number): number {
  if (index === 0 && terms.timing === 'ADVANCE') return 0;
  if (terms.interestMethod === 'STANDARD') return multiplyDivide(balanceCents, terms.rateMillionths * terms.periodMonths, 12_000_000);
  const from = index === 0 ? commencementDay(terms) : dueDay(terms, index - 1);
  return multiplyDivide(balanceCents, terms.rateMillionths * (dueDay(terms, index) - from), 365_000_000);
}

/** A loan's last payment clears what is left above the balloon; every other payment is the level one. */
export function principalCents(terms: ContractTerms, index: number, balanceCents: number, interest: number): number {
  const last = index === terms.term - 1 && terms.timing === 'ARREARS';
  return last ? balanceCents - terms.residualCents : terms.paymentCents - interest;
}

/** The balance after the first `count` payments, without a loan's balloon once all are made. */
export function balanceAfterCents(terms: ContractTerms, count: number): number {
  let balance = terms.financedCents;
  for (let index = 0; index < count; index++) balance -= principalCents(terms, index, balance, interestCents(terms, index, balance));
  return count === terms.term && terms.scenario === 'LOAN' ? 0 : balance;
}

/** Every payment of a capital lease or a loan with the balance after it; a loan's balloon is part of its last payment, which leaves nothing. */
export function amortize(terms: ContractTerms): Installment[] {
  const installments: Installment[] = [];
  let balance = terms.financedCents;
  for (let index = 0; index < terms.term; index++) {
    const interest = interestCents(terms, index, balance);
    const clears = terms.scenario === 'LOAN' && index === terms.term - 1;
    const principal = clears ? balance : principalCents(terms, index, balance, interest);
    balance -= principal;
    installments.push({ dueDay: dueDay(terms, index), principalCents: principal, interestCents: interest, balanceCents: balance });
  }
  return installments;
}

/** Remaining payments, balance (operating lease: the rent to come; else the principal) and next due day on a day. */
export function standingOn(terms: ContractTerms, day: number): Standing {
  const due = paymentsDueBy(terms, day);
  const remainingPayments = terms.term - due;
  return {
    remainingPayments,
    remainingBalanceCents: terms.scenario === 'OPERATING_LEASE' ? remainingPayments * terms.paymentCents : balanceAfterCents(terms, due),
    nextDueDay: remainingPayments > 0 ? dueDay(terms, due) : undefined,
  };
}

/** value × factor ÷ divisor for non-negative integers, half-up, exact at any size. */
export function multiplyDivide(value: number, factor: number, divisor: number): number {
  const product = value * factor;
  if (Math.abs(product) <= Number.MAX_SAFE_INTEGER) {
    const remainder = product % divisor;
    return (product - remainder) / divisor + (remainder * 2 >= divisor ? 1 : 0);
  }
  const exact = BigInt(value) * BigInt(factor) * 2n + BigInt(divisor);
  return Number(exact / (BigInt(divisor) * 2n));
}
