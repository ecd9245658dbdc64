import { Decimal } from 'decimal.js';
import { parseCents } from '../../../src/kernel/money';
import type { ScheduleRecord } from '../../../src/simulator/daily-record';
import { DEMO_STORIES } from '../../../src/simulator/demo-stories';
import { GeneratedBook } from '../../../src/simulator/generated-book';
import type { ContractRecord, Kind, RecordOf } from '../../../src/simulator/record';
import { validateSchema } from '../../support/connector-schema';

/** A day on which payments fall due. */
const AS_OF = '2026-11-15';
const PERIODS = { MONTHLY: 12, QUARTERLY: 4, SEMI_ANNUAL: 2, ANNUAL: 1 };
const DAY_MS = 86_400_000;
const SAMPLE = 150;
const book = new GeneratedBook(11, 1_000, AS_OF);
const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });

function all<K extends Kind>(kind: K, from = book): RecordOf[K][] {
  return [...from.all(kind)].map(([, record]) => record);
}

function cents(text: string | undefined): number {
  return parseCents(text ?? '') ?? NaN;
}

const contracts = all('contracts');
const schedules = all('schedules');
const contractOf = new Map(contracts.map((contract) => [contract.ContractOid, contract]));

function contract({ ContractOid }: { ContractOid: number | null }): ContractRecord {
  const found = contractOf.get(ContractOid ?? 0);
  if (!found) throw new Error(`There is no contract ${ContractOid}.`);
  return found;
}

/** The day number `periods` after the commencement, by the calendar's own arithmetic. */
function dateAfter({ CommencementDate, PaymentFrequency }: ContractRecord, periods: number): string {
  const [year = 0, month = 0, day = 0] = CommencementDate.split('-').map(Number);
  const target = month - 1 + periods * (12 / PERIODS[PaymentFrequency]);
  const last = new Date(Date.UTC(year, target + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, target, Math.min(day, last))).toISOString().slice(0, 10);
}

/** The level payment: the annuity in closed form, to 40 digits, then rounded half-up. */
function annuity(record: ContractRecord): number {
  const rate = new Exact(record.Rate).div(PERIODS[record.PaymentFrequency]);
  const growth = rate.plus(1).pow(record.Term);
  const arrears = growth.times(cents(record.AmountFinanced)).minus(cents(record.ResidualAmount)).times(rate).div(growth.minus(1));
  return (record.PaymentTiming === 'ADVANCE' ? arrears.div(rate.plus(1)) : arrears).toDecimalPlaces(0).toNumber();
}

/** The balance after `count` payments as the closed form has it, without any rounding between. */
function closedBalance(record: ContractRecord, count: number): Decimal {
  const rate = new Exact(record.Rate).div(PERIODS[record.PaymentFrequency]);
  const advance = record.PaymentTiming === 'ADVANCE';
  const growth = rate.plus(1).pow(advance ? Math.max(0, count - 1) : count);
  const payments = advance
    ? growth
        .minus(1)
        .div(rate)
        .plus(count === 0 ? 0 : growth)
    : growth.minus(1).div(rate);
  return growth.times(cents(record.AmountFinanced)).minus(payments.times(cents(record.PaymentAmount)));
}

/** Interest of payment `index` on a balance: a period's share of the year, or for ADB every day's share of 365. */
function interest(record: ContractRecord, index: number, balance: number): number {
  const advance = record.PaymentTiming === 'ADVANCE';
  if (advance && index === 0) return 0;
  const from = dateAfter(record, advance ? index - 1 : index);
  const days = (Date.parse(dateAfter(record, advance ? index : index + 1)) - Date.parse(from)) / DAY_MS;
  const year = record.InterestMethod === 'ADB' ? new Exact(days).div(365) : new Exact(1).div(PERIODS[record.PaymentFrequency]);
  return new Exact(record.Rate).times(year).times(balance).toDecimalPlaces(0).toNumber();
}

/** The schedule as a person with a calculator would write it. */
function expectedRows(record: ContractRecord): string[] {
  const payment = annuity(record);
  const advance = record.PaymentTiming === 'ADVANCE';
  let balance = cents(record.AmountFinanced);
  const rows = [`0 ${record.CommencementDate} 0 0 0 ${balance}`];
  for (let index = 0; index < record.Term; index++) {
    const charged = interest(record, index, balance);
    const last = index === record.Term - 1;
    const endsAt = record.ContractScenario === 'LOAN' ? 0 : cents(record.ResidualAmount);
    const principal = last && !advance ? balance - endsAt : payment - charged;
    balance -= principal;
    rows.push(`${index + 1} ${dateAfter(record, advance ? index : index + 1)} ${principal + charged} ${principal} ${charged} ${balance}`);
  }
  return rows;
}

function rowsOf({ Rows }: ScheduleRecord): string[] {
  return Rows.map((row) =>
    [
      row.RowNumber,
      row.DueDate,
      cents(row.PaymentAmount),
      cents(row.PrincipalAmount),
      cents(row.InterestAmount),
      cents(row.PrincipalBalance),
    ].join(' '),
  );
}

describe('amortization schedules', () => {
  it.each(['STANDARD', 'ADB'] as const)(
    `of ${SAMPLE} random contracts with %s interest are to the cent what one computes by hand`,
    (method) => {
      const large = new GeneratedBook(77, 3_000, AS_OF);
      const records = new Map([...large.all('contracts')]);
      const some = all('schedules', large).filter(({ ContractOid }) => records.get(ContractOid)?.InterestMethod === method);
      const sample = some.slice(-SAMPLE);
      expect(sample).toHaveLength(SAMPLE);
      for (const schedule of sample) expect(rowsOf(schedule)).toEqual(expectedRows(records.get(schedule.ContractOid) as ContractRecord));
    },
  );

  it('with STANDARD interest stray from the closed form by no more than what rounding adds up to', () => {
    for (const schedule of schedules.slice(0, SAMPLE)) {
      const record = contract(schedule);
      if (record.InterestMethod === 'ADB') continue;
      const last = record.PaymentTiming === 'ARREARS' ? record.Term - 1 : record.Term;
      const inexact = schedule.Rows.slice(0, last + 1).filter(({ RowNumber, PrincipalBalance }) => {
        const stray = closedBalance(record, RowNumber).minus(cents(PrincipalBalance)).abs();
        return stray.gt(RowNumber);
      });
      expect(inexact).toEqual([]);
    }
  });

  it('are of the booked capital leases and loans, closed ones too, and of nothing else', () => {
    const expected = contracts.filter(({ IsBooked, ContractScenario }) => IsBooked && ContractScenario !== 'OPERATING_LEASE');
    expect(schedules.map(({ ContractOid }) => ContractOid)).toEqual(expected.map(({ ContractOid }) => ContractOid));
    expect(schedules.some((schedule) => contract(schedule).OpenClosedOid === 2)).toBe(true);
    expect(schedules.length / contracts.length).toBeGreaterThan(0.5);
  });

  it('have consecutive rows whose principal sums up to what the last balance lacks of the amount financed', () => {
    for (const { Rows, ...schedule } of schedules) {
      const record = contract(schedule);
      expect(Rows.map(({ RowNumber }) => RowNumber)).toEqual(Array.from({ length: record.Term + 1 }, (_, index) => index));
      const principal = Rows.reduce((sum, { PrincipalAmount }) => sum + cents(PrincipalAmount), 0);
      expect(principal + cents(Rows[record.Term]?.PrincipalBalance)).toBe(cents(record.AmountFinanced));
      if (record.ContractScenario === 'LOAN') expect(Rows[record.Term]?.PrincipalBalance).toBe('0.00');
    }
  });

  it('agree to the cent with what was invoiced and with the remaining balance', () => {
    const rows = new Map(schedules.flatMap(({ ContractOid, Rows }) => Rows.slice(1).map((row) => [`${ContractOid} ${row.DueDate}`, row])));
    const invoiced = new Map<string, { principal: number; interest: number }>();
    for (const { DueDate, InvoiceType, Lines } of all('invoices')) {
      if (InvoiceType !== 'SCHEDULED') continue;
      for (const line of Lines) {
        if (!['Principal', 'Interest', 'Balloon Payment'].includes(line.TransactionCode)) continue;
        const key = `${line.ContractOid} ${DueDate}`;
        const one = invoiced.get(key) ?? { principal: 0, interest: 0 };
        one[line.TransactionCode === 'Interest' ? 'interest' : 'principal'] += cents(line.Amount);
        invoiced.set(key, one);
      }
    }
    expect(invoiced.size).toBeGreaterThan(1_000);
    for (const [key, { principal, interest }] of invoiced) {
      expect([key, cents(rows.get(key)?.PrincipalAmount), cents(rows.get(key)?.InterestAmount)]).toEqual([key, principal, interest]);
    }
    for (const schedule of schedules) {
      const record = contract(schedule);
      if (record.OpenClosedOid === 2) continue;
      const due = schedule.Rows.filter(({ RowNumber, DueDate }) => RowNumber === 0 || DueDate <= AS_OF);
      expect(due[due.length - 1]?.PrincipalBalance).toBe(record.RemainingBalance);
    }
  });

  it('are missing from the whole book of a lender that saves none, whose other records are the same', () => {
    const without = new GeneratedBook(11, 200, AS_OF, false);
    expect([without.counts.schedules, all('schedules', without)]).toEqual([0, []]);
    const usual = new GeneratedBook(11, 200, AS_OF);
    for (const kind of ['contracts', 'invoices', 'assets', 'principalAndInterest', 'linesOfCredit'] as const) {
      expect(all(kind, without)).toEqual(all(kind, usual));
    }
    expect(without.lastSequence).toBe(usual.lastSequence - usual.counts.schedules);
    expect(without.record('schedules', 10_002)).toBeUndefined();
  });
});

describe('principal and interest', () => {
  const records = all('principalAndInterest');
  const rowsBy = new Map(schedules.map(({ ContractOid, Rows }) => [ContractOid, Rows]));

  it('are of the contracts with a schedule, and sum up to the amount financed', () => {
    expect(records.map(({ ContractOid }) => ContractOid)).toEqual(schedules.map(({ ContractOid }) => ContractOid));
    for (const record of records) {
      expect(cents(record.PrincipalPaid) + cents(record.PrincipalRemaining)).toBe(cents(contract(record).AmountFinanced));
    }
  });

  it('are what the schedule has due and not due yet on the day of the book', () => {
    for (const record of records.filter((one) => contract(one).OpenClosedOid === 1)) {
      const rows = rowsBy.get(record.ContractOid) ?? [];
      const sum = (key: 'PrincipalAmount' | 'InterestAmount', isDue: boolean) =>
        rows.reduce((total, row) => total + (row.DueDate <= AS_OF === isDue ? cents(row[key]) : 0), 0);
      expect(record.AsOfDate).toBe(AS_OF);
      expect([cents(record.PrincipalPaid), cents(record.InterestPaid), cents(record.InterestRemaining)]).toEqual([
        sum('PrincipalAmount', true),
        sum('InterestAmount', true),
        sum('InterestAmount', false),
      ]);
      expect(record.PrincipalRemaining).toBe(contract(record).RemainingBalance);
    }
  });

  it('of closed contracts are settled on the day of closing', () => {
    const closed = records.filter((one) => contract(one).OpenClosedOid === 2);
    expect(closed.length).toBeGreaterThan(50);
    for (const record of closed) {
      expect([record.PrincipalRemaining, record.InterestRemaining]).toEqual(['0.00', '0.00']);
      expect(record.AsOfDate).toBe(contract(record).TerminatedDate);
    }
  });
});

describe('assets', () => {
  const assets = all('assets');
  const locations = new Map(all('locations').map((location) => [location.LocationOid, location]));

  it('are one to three of each contract, and cost together what its equipment does', () => {
    const costs = new Map<number, number[]>();
    for (const { ContractOid, Cost } of assets) costs.set(ContractOid ?? 0, [...(costs.get(ContractOid ?? 0) ?? []), cents(Cost)]);
    expect(costs.size).toBe(contracts.length);
    for (const { ContractOid, EquipmentCost } of contracts) {
      const own = costs.get(ContractOid) ?? [];
      expect([1, 2, 3]).toContain(own.length);
      expect(own.every((cost) => cost > 0)).toBe(true);
      expect(own.reduce((sum, cost) => sum + cost, 0)).toBe(cents(EquipmentCost));
    }
    expect(new Set([...costs.values()].map(({ length }) => length)).size).toBe(3);
  });

  it('have serial numbers that no other has; only extras have none', () => {
    const serials = assets.flatMap(({ SerialNumber }) => SerialNumber ?? []);
    expect(new Set(serials).size).toBe(serials.length);
    expect(serials.length / assets.length).toBeGreaterThan(0.8);
    expect(serials.every((serial) => /^[0-9A-Z-]{9,17}$/.test(serial))).toBe(true);
    expect(assets.some(({ SerialNumber }) => SerialNumber === null)).toBe(true);
  });

  it('stand at a location of their customer, in its currency; the first is what the contract is described by', () => {
    const seen = new Set<number>();
    for (const asset of assets) {
      const record = contract(asset);
      expect(locations.get(asset.LocationOid ?? 0)?.AccountOid).toBe(record.Roles[0]?.AccountOid);
      expect(asset.CurrencyCode).toBe(record.CurrencyCode);
      if (asset.ModelYear !== null) expect(asset.ModelYear).toBeLessThanOrEqual(Number(record.CommencementDate.slice(0, 4)));
      if (!seen.has(record.ContractOid)) expect(asset.Description).toBe(record.Description);
      seen.add(record.ContractOid);
    }
    expect(new Set(assets.map(({ LocationOid }) => LocationOid)).size).toBeGreaterThan(200);
  });

  it('are what invoice lines name: of the same contract, a lease', () => {
    const byOid = new Map(assets.map((asset) => [asset.AssetOid, asset]));
    const wrong = all('invoices')
      .flatMap(({ Lines }) => Lines)
      .filter((line) => {
        const lease = line.ContractOid !== null && contract(line).ContractScenario !== 'LOAN';
        return line.AssetOid === null ? lease : !lease || byOid.get(line.AssetOid)?.ContractOid !== line.ContractOid;
      });
    expect(wrong).toEqual([]);
  });
});

describe('lines of credit', () => {
  const large = new GeneratedBook(3, 3_000, AS_OF);
  const lines = all('linesOfCredit', large);
  const records = new Map([...large.all('contracts')]);

  it('are had by about one customer in twenty', () => {
    expect(lines.length / large.customers).toBeGreaterThan(0.03);
    expect(lines.length / large.customers).toBeLessThan(0.07);
    expect(new Set(lines.map(({ AccountOid }) => AccountOid)).size).toBe(lines.length);
  });

  it('are never overdrawn, and what is drawn for a contract is drawn by its customer', () => {
    for (const line of lines) {
      const [limit, outstanding] = [cents(line.CreditLimit), cents(line.Outstanding)];
      expect(outstanding).toBeLessThanOrEqual(limit);
      expect(cents(line.Available)).toBe(limit - outstanding);
      const drawn = line.Draws.reduce((sum, { Amount }) => sum + cents(Amount), 0);
      expect(outstanding).toBeLessThanOrEqual(drawn);
      expect(line.Draws.map(({ DrawNumber }) => DrawNumber)).toEqual(line.Draws.map((_, index) => index + 1));
      const dates = line.Draws.map(({ DrawDate }) => DrawDate);
      expect(dates).toEqual([...dates].sort());
      for (const { ContractOid, DrawDate, Amount } of line.Draws) {
        expect(DrawDate <= AS_OF).toBe(true);
        if (ContractOid === null) continue;
        const record = records.get(ContractOid);
        expect([record?.IsBooked, record?.Roles[0]?.AccountOid, record?.AmountFinanced]).toEqual([true, line.AccountOid, Amount]);
        expect(record?.CurrencyCode).toBe(line.CurrencyCode);
      }
      if (line.ExpirationDate !== null) expect(line.ExpirationDate > AS_OF).toBe(true);
    }
    expect(lines.some(({ ExpirationDate }) => ExpirationDate === null)).toBe(true);
    expect(lines.some(({ Draws }) => Draws.length === 0)).toBe(true);
    expect(lines.some(({ Draws }) => Draws.some(({ ContractOid }) => ContractOid === null))).toBe(true);
  });
});

describe('the prepared customers', () => {
  it('have the same assets and line of credit whatever the seed', () => {
    const { lessee, stranger } = DEMO_STORIES;
    const [one, other] = [new GeneratedBook(1, 20, AS_OF), new GeneratedBook(9, 40, AS_OF)];
    const oids = [...lessee.contracts, ...stranger.contracts].map(({ ContractOid }): number => ContractOid);
    const theirs = (from: GeneratedBook) => all('assets', from).filter(({ ContractOid }) => oids.includes(ContractOid ?? 0));
    expect(theirs(one)).toEqual(theirs(other));
    expect(new Set(theirs(one).map(({ ContractOid }) => ContractOid)).size).toBe(oids.length);
    const line = one.record('linesOfCredit', lessee.lineOfCredit.LineOfCreditOid);
    expect(line).toMatchObject({ ...lessee.lineOfCredit, AccountOid: lessee.AccountOid });
    expect(line?.Draws.length).toBeGreaterThan(3);
    expect(other.record('linesOfCredit', lessee.lineOfCredit.LineOfCreditOid)).toEqual(line);
  });
});

describe('every record', () => {
  it.each([
    ['assets', 'Asset'],
    ['schedules', 'Schedule'],
    ['principalAndInterest', 'PrincipalAndInterest'],
    ['linesOfCredit', 'LineOfCredit'],
  ] as const)('of %s is as the protocol describes it', (kind, schema) => {
    for (const record of all(kind)) expect(validateSchema(schema, record)).toEqual([]);
  });
});
