import {
  balanceAfterCents,
  dueDay,
  interestCents,
  levelPaymentCents,
  multiplyDivide,
  standingOn,
  type ContractTerms,
  type FinanceTerms,
} from '../../../src/simulator/amortization';
import { dateOf, dayOf } from '../../../src/simulator/day';
import { GeneratedBook } from '../../../src/simulator/generated-book';
import type { ContractRecord } from '../../../src/simulator/record';

const PERIODS = { MONTHLY: 12, QUARTERLY: 4, SEMI_ANNUAL: 2, ANNUAL: 1 };
const DAY_MS = 86_400_000;

function terms(over: Partial<FinanceTerms> = {}): ContractTerms {
  const finance: FinanceTerms = {
    scenario: 'LOAN',
    interestMethod: 'STANDARD',
    timing: 'ARREARS',
    periodMonths: 1,
    term: 36,
    rateMillionths: 60_000,
    financedCents: 10_000_000,
    residualCents: 0,
    startMonth: 2025 * 12,
    startDayOfMonth: 31,
    ...over,
  };
  return { ...finance, paymentCents: levelPaymentCents(finance) };
}

describe('the level payment', () => {
  // Values of a financial calculator.
  it.each([
    [{}, 304_219],
    [{ financedCents: 1_000_000, rateMillionths: 120_000, term: 12 }, 88_849],
    [{ financedCents: 1_000_000, rateMillionths: 120_000, term: 12, timing: 'ADVANCE' as const }, 87_969],
    [{ financedCents: 5_000_000, rateMillionths: 80_000, term: 60, residualCents: 1_000_000 }, 87_772],
    [{ financedCents: 1_200, rateMillionths: 0, term: 12 }, 100],
  ])('of %p is %p cents', (over, cents) => {
    expect(terms(over).paymentCents).toBe(cents);
  });
});

describe('due dates', () => {
  it('fall at the start of each period in advance and at its end in arrears, on the last day of shorter months', () => {
    const days = (timing: 'ADVANCE' | 'ARREARS') => [0, 1, 2].map((index) => dateOf(dueDay(terms({ timing }), index)));
    expect(days('ADVANCE')).toEqual(['2025-01-31', '2025-02-28', '2025-03-31']);
    expect(days('ARREARS')).toEqual(['2025-02-28', '2025-03-31', '2025-04-30']);
  });
});

describe('interest', () => {
  it('counts months for STANDARD and actual days over 365 for ADB', () => {
    expect(interestCents(terms(), 0, 10_000_000)).toBe(50_000);
    expect(interestCents(terms({ interestMethod: 'ADB' }), 0, 10_000_000)).toBe(46_027);
    expect(interestCents(terms({ interestMethod: 'ADB' }), 1, 10_000_000)).toBe(50_959);
    expect(interestCents(terms({ timing: 'ADVANCE' }), 0, 10_000_000)).toBe(0);
  });

  it('rounds half up, exactly, at any size', () => {
    expect(multiplyDivide(5, 1, 10)).toBe(1);
    expect(multiplyDivide(4, 1, 10)).toBe(0);
    expect(multiplyDivide(9_007_199_254_740_991, 999_999, 1_000_000)).toBe(9_007_190_247_541_736);
  });
});

describe('the balance', () => {
  it('ends at nothing, the balloon paid with the last payment', () => {
    const loan = terms({ residualCents: 1_000_000 });
    expect(balanceAfterCents(loan, 36)).toBe(0);
    expect(Math.abs(balanceAfterCents(loan, 35) * 1.005 - loan.paymentCents - 1_000_000)).toBeLessThan(40);
  });

  it('of an operating lease is the rent to come', () => {
    const lease = terms({ scenario: 'OPERATING_LEASE', timing: 'ADVANCE' });
    const standing = standingOn(lease, dayOf('2025-03-01'));
    expect(standing).toEqual({ remainingPayments: 34, remainingBalanceCents: 34 * lease.paymentCents, nextDueDay: dayOf('2025-03-31') });
  });
});

/** An independent closed form in floating point, good to a few cents. */
function closedForm(record: ContractRecord): { payment: number; balance: number } {
  const rate = Number(record.Rate) / PERIODS[record.PaymentFrequency];
  const [financed, residual] = [Number(record.AmountFinanced), Number(record.ResidualAmount)];
  const advance = record.PaymentTiming === 'ADVANCE';
  const growth = Math.pow(1 + rate, record.Term);
  const payment = ((financed * growth - residual) * rate) / (growth - 1) / (advance ? 1 + rate : 1);
  const due = record.Term - record.RemainingPayments;
  if (record.ContractScenario === 'OPERATING_LEASE') return { payment, balance: record.RemainingPayments * Number(record.PaymentAmount) };
  if (due === 0) return { payment, balance: financed };
  const periods = advance ? due - 1 : due;
  const grown = Math.pow(1 + rate, periods);
  const factor = (grown - 1) / rate + (advance ? grown : 0);
  return { payment, balance: financed * grown - payment * (advance ? factor : (grown - 1) / rate) };
}

/** ADB by the day: interest accrues on the principal every single day at rate ÷ 365. */
function dailyBalance(record: ContractRecord): number {
  let balance = Number(record.AmountFinanced);
  let from = Date.parse(record.CommencementDate);
  const monthsEach = 12 / PERIODS[record.PaymentFrequency];
  const start = new Date(record.CommencementDate);
  for (let payment = 1; payment <= record.Term - record.RemainingPayments; payment++) {
    const month = start.getUTCMonth() + payment * monthsEach;
    const lastOfMonth = new Date(Date.UTC(start.getUTCFullYear(), month + 1, 0)).getUTCDate();
    const due = Date.UTC(start.getUTCFullYear(), month, Math.min(start.getUTCDate(), lastOfMonth));
    balance += ((balance * Number(record.Rate)) / 365) * ((due - from) / DAY_MS) - Number(record.PaymentAmount);
    from = due;
  }
  return balance;
}

describe('every contract of a book', () => {
  const contracts = [...new GeneratedBook(5, 1_500, '2026-11-23').all('contracts')].map(([, record]) => record);

  it.each(['OPERATING_LEASE', 'CAPITAL_LEASE', 'LOAN'] as const)('%s: payment and remaining balance follow the closed form', (scenario) => {
    const records = contracts.filter((record) => record.ContractScenario === scenario && record.OpenClosedOid === 1);
    expect(records.length).toBeGreaterThan(200);
    const wrong = records.filter((record) => {
      const { payment, balance } = closedForm(record);
      const expected = record.InterestMethod === 'ADB' ? dailyBalance(record) : balance;
      return Math.abs(Number(record.PaymentAmount) - payment) > 0.006 || Math.abs(Number(record.RemainingBalance) - expected) > 1;
    });
    expect(wrong).toEqual([]);
  });

  it('closed ones have nothing to come', () => {
    for (const record of contracts.filter(({ OpenClosedOid }) => OpenClosedOid === 2)) {
      expect([record.RemainingPayments, record.RemainingBalance, record.NextDueDate]).toEqual([0, '0.00', null]);
    }
  });
});
