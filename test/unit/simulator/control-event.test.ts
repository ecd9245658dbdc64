import { formatCents, parseCents } from '../../../src/kernel/money';
import { advance } from '../../../src/simulator/advance';
import { AlternateEftStore } from '../../../src/simulator/alternate-eft-store';
import { ControlEvents, type EventOutcome } from '../../../src/simulator/control-event';
import { LiveBook } from '../../../src/simulator/live-book';
import { invoicesOn, paymentsOn, unappliedCents } from '../../../src/simulator/open-balance';
import type { PrincipalAndInterestRecord } from '../../../src/simulator/daily-record';
import type { ContractRecord, InvoiceRecord, PaymentRecord } from '../../../src/simulator/record';
import { validateSchema } from '../../support/connector-schema';

const BEHIND = 10_003;
const CURRENT = 10_001;
const UNBOOKED = 10_008;
const SCHEMAS = {
  accounts: 'Account',
  contacts: 'Contact',
  locations: 'Location',
  contracts: 'Contract',
  invoices: 'Invoice',
  payments: 'Payment',
  assets: 'Asset',
  schedules: 'Schedule',
  principalAndInterest: 'PrincipalAndInterest',
  linesOfCredit: 'LineOfCredit',
};

const NOW = new Date('2026-11-23T15:04:05Z');

let book: LiveBook;
let alternateEfts: AlternateEftStore;
let events: ControlEvents;

beforeEach(() => {
  book = new LiveBook({ seed: 3, contracts: 40, asOf: '2026-11-23' });
  alternateEfts = new AlternateEftStore(book);
  events = new ControlEvents(book, alternateEfts, () => NOW);
});

function run(type: string, fields: object): EventOutcome {
  const before = book.latestSequence;
  const outcome = events.run({ type, ...fields });
  expect(outcome.changes.map(({ sequence }) => sequence)).toEqual(outcome.changes.map((_, index) => before + 1 + index));
  for (const { kind, data } of outcome.changes) if (data && type !== 'put') expect(validateSchema(SCHEMAS[kind], data)).toEqual([]);
  return outcome;
}

function contract(oid: number): ContractRecord {
  return book.get('contracts', oid) as ContractRecord;
}

function standing(oid: number): PrincipalAndInterestRecord | undefined {
  return book.get('principalAndInterest', oid);
}

function open(oid: number): number {
  const lines = invoicesOn(book, oid).flatMap(({ Lines }) => Lines);
  return lines.reduce((sum, line) => sum + (line.ContractOid === oid ? (parseCents(line.Balance) ?? NaN) : 0), 0);
}

describe('events on a contract', () => {
  it('book and unbook it', () => {
    run('book', { ContractOid: UNBOOKED });
    expect(contract(UNBOOKED)).toMatchObject({ IsBooked: true, BookedDate: '2026-11-23', NextDueDate: '2026-12-01' });
    run('unbook', { ContractOid: UNBOOKED });
    expect(contract(UNBOOKED)).toMatchObject({ IsBooked: false, BookedDate: null, NextDueDate: null });
  });

  it('terminate it, keeping what is past due', () => {
    const { PastDueAmount } = contract(BEHIND);
    run('terminate', { ContractOid: BEHIND });
    const settled = { OpenClosedOid: 2, TerminatedDate: '2026-11-23', RemainingPayments: 0, RemainingBalance: '0.00', NextDueDate: null };
    expect(contract(BEHIND)).toMatchObject({ ...settled, PastDueAmount });
    expect(parseCents(PastDueAmount)).toBeGreaterThan(0);
  });

  it('relabel it', () => {
    run('relabel', { ContractOid: CURRENT, PrivateLabel: 'Summit Capital' });
    expect(contract(CURRENT).PrivateLabel).toBe('Summit Capital');
    run('relabel', { ContractOid: CURRENT, PrivateLabel: null });
    expect(contract(CURRENT).PrivateLabel).toBeNull();
  });

  it('change its roles', () => {
    const Roles = [{ AccountOid: 1_003, ContractRoleType: 'CUSTOMER' }];
    run('changeRole', { ContractOid: CURRENT, Roles });
    expect(contract(CURRENT).Roles).toEqual(Roles);
  });

  it('bill its next payment, or a charge of its own', () => {
    const [invoice] = run('bill', { ContractOid: CURRENT }).changes.map(({ data }) => data as InvoiceRecord);
    expect(invoice).toMatchObject({ InvoiceType: 'SCHEDULED', AccountOid: 1_002, DueDate: '2026-12-13', InvoiceDate: '2026-11-23' });
    expect(invoice?.Lines.map((line) => [line.TransactionCode, line.Amount])).toEqual([
      ['Rent', contract(CURRENT).PaymentAmount],
      ['Sales Tax', '181.94'],
    ]);
    const fee = run('bill', { ContractOid: CURRENT, Amount: '25.00', TransactionCode: 'Late Charge', DueDate: '2026-11-01' });
    expect(fee.changes[0]?.data).toMatchObject({ InvoiceType: 'MISCELLANEOUS', Lines: [{ Amount: '25.00', Balance: '25.00' }] });
    expect(contract(CURRENT).PastDueAmount).toBe('25.00');
  });
});

describe('schedule, principal and interest', () => {
  it('appear when a contract is booked and leave tombstones when it is unbooked', () => {
    const booked = run('book', { ContractOid: UNBOOKED });
    expect(booked.changes.map(({ kind, oid }) => [kind, oid])).toEqual([
      ['contracts', UNBOOKED],
      ['schedules', UNBOOKED],
      ['principalAndInterest', UNBOOKED],
    ]);
    const { AmountFinanced, Term } = contract(UNBOOKED);
    expect(book.get('schedules', UNBOOKED)?.Rows).toHaveLength(Term + 1);
    expect(standing(UNBOOKED)).toMatchObject({ PrincipalPaid: '0.00', PrincipalRemaining: AmountFinanced, AsOfDate: '2026-11-23' });
    const counts = book.counts();
    const { changes } = run('unbook', { ContractOid: UNBOOKED });
    expect(changes.slice(1)).toMatchObject([
      { kind: 'schedules', oid: UNBOOKED, data: undefined },
      { kind: 'principalAndInterest', oid: UNBOOKED, data: undefined },
    ]);
    const { schedules, principalAndInterest } = book.counts();
    expect([schedules, principalAndInterest]).toEqual([counts.schedules - 1, counts.principalAndInterest - 1]);
    expect(run('unbook', { ContractOid: UNBOOKED }).changes.map(({ kind }) => kind)).toEqual(['contracts']);
  });

  it('go from the base book by tombstones and come back the same', () => {
    const [schedule, before] = [book.get('schedules', BEHIND), standing(BEHIND)];
    run('unbook', { ContractOid: BEHIND });
    expect([book.get('schedules', BEHIND), standing(BEHIND)]).toEqual([undefined, undefined]);
    expect(book.counts().schedules).toBe(book.base.counts.schedules - 1);
    run('book', { ContractOid: BEHIND });
    expect([book.get('schedules', BEHIND), standing(BEHIND)]).toEqual([schedule, before]);
    expect(run('book', { ContractOid: BEHIND }).changes.map(({ kind }) => kind)).toEqual(['contracts']);
  });

  it('are kept and settled when a contract is closed', () => {
    const [schedule, before] = [book.get('schedules', BEHIND), standing(BEHIND)];
    const { changes } = run('terminate', { ContractOid: BEHIND });
    expect(changes.map(({ kind }) => kind)).toEqual(['contracts', 'principalAndInterest']);
    expect(standing(BEHIND)).toMatchObject({
      PrincipalPaid: contract(BEHIND).AmountFinanced,
      InterestPaid: before?.InterestPaid,
      PrincipalRemaining: '0.00',
      InterestRemaining: '0.00',
    });
    expect(book.get('schedules', BEHIND)).toBe(schedule);
  });

  it('are none of an operating lease', () => {
    expect(run('terminate', { ContractOid: CURRENT }).changes.map(({ kind }) => kind)).toEqual(['contracts']);
    expect([book.get('schedules', CURRENT), standing(CURRENT)]).toEqual([undefined, undefined]);
  });

  it('come without a schedule where the lender saves none', () => {
    book.settings.savesAmortizationSchedules = false;
    expect(run('book', { ContractOid: UNBOOKED }).changes.map(({ kind }) => kind)).toEqual(['contracts', 'principalAndInterest']);
    const bare = new LiveBook({ seed: 3, contracts: 40, asOf: '2026-11-23', settings: { savesAmortizationSchedules: false } });
    expect([bare.counts().schedules, bare.get('schedules', BEHIND)]).toEqual([0, undefined]);
    expect(bare.epoch).not.toBe(book.epoch);
    const unscheduled = new ControlEvents(bare, new AlternateEftStore(bare), () => NOW);
    bare.settings.savesAmortizationSchedules = true;
    unscheduled.run({ type: 'book', ContractOid: BEHIND });
    expect(bare.get('schedules', BEHIND)).toBeUndefined();
    unscheduled.run({ type: 'book', ContractOid: UNBOOKED });
    expect(bare.get('schedules', UNBOOKED)).toBeDefined();
  });

  it('cannot be worked out for a contract that makes no sense', () => {
    run('put', { kind: 'contracts', data: { ...contract(BEHIND), ContractOid: 77, Term: 2_000_000_000, IsBooked: false } });
    expect(events.run({ type: 'book', ContractOid: 77 }).changes.map(({ kind }) => kind)).toEqual(['contracts']);
  });

  it('follow the day by the job Calculate Contract Values alone', () => {
    book.settings.calculatesContractValues = false;
    advance(book, 40);
    const stale = standing(BEHIND);
    expect(stale?.AsOfDate).toBe('2026-11-23');
    const { changes } = run('CALCULATE_CONTRACT_VALUES', { ContractOid: BEHIND });
    expect(changes.map(({ kind }) => kind)).toEqual(['contracts', 'principalAndInterest']);
    expect(standing(BEHIND)).toMatchObject({ AsOfDate: '2027-01-02', PrincipalRemaining: contract(BEHIND).RemainingBalance });
    const rest = run('CALCULATE_CONTRACT_VALUES', {}).changes;
    expect(rest.filter(({ kind }) => kind === 'principalAndInterest').length).toBeGreaterThan(5);
    expect(run('CALCULATE_CONTRACT_VALUES', {}).changes).toEqual([]);
  });
});

describe('payments', () => {
  it('reduce open balances, the oldest first', () => {
    const before = open(BEHIND);
    const oldest = invoicesOn(book, BEHIND).filter(({ Lines }) => Lines.some(({ Balance }) => Balance !== '0.00'));
    const first = oldest[0]?.Lines.reduce((sum, line) => sum + (parseCents(line.Balance) ?? 0), 0) ?? 0;
    const { changes, unappliedAmount } = run('post', {
      ContractOid: BEHIND,
      Amount: formatCents(first + 100),
      PaymentMethod: 'CHECK',
      Reference: 'CHECK 1',
    });
    expect(unappliedAmount).toBe('0.00');
    expect(changes.map(({ kind }) => kind)).toEqual(['payments', 'invoices', 'invoices', 'contracts']);
    expect(open(BEHIND)).toBe(before - first - 100);
    expect(book.get('invoices', oldest[0]?.InvoiceOid ?? 0)?.Lines.every(({ Balance }) => Balance === '0.00')).toBe(true);
  });

  it('go to a charge billed later when that was due earlier', () => {
    const [fee] = run('bill', { ContractOid: BEHIND, Amount: '10.00', DueDate: '2025-01-05' }).changes;
    const before = open(BEHIND);
    run('post', { ContractOid: BEHIND, Amount: '10.00' });
    expect(book.get('invoices', fee?.oid ?? 0)?.Lines[0]?.Balance).toBe('0.00');
    expect(open(BEHIND)).toBe(before - 1_000);
  });

  it('keep what no charge takes as unapplied, and give it up first when returned', () => {
    const before = open(CURRENT);
    const { changes, unappliedAmount } = run('post', { ContractOid: CURRENT, Amount: '9000000.00' });
    expect([open(CURRENT), parseCents(unappliedAmount ?? '')]).toEqual([0, 900_000_000 - before]);
    const payment = changes[0]?.data as PaymentRecord;
    run('returnPayment', { PaymentOid: payment.PaymentOid, ReturnReasonCode: 'R09' });
    expect(open(CURRENT)).toBe(before);
    expect(book.get('payments', payment.PaymentOid)).toMatchObject({ ReturnedDate: '2026-11-23', ReturnReasonCode: 'R09' });
    expect(unappliedCents(invoicesOn(book, CURRENT), paymentsOn(book, CURRENT), CURRENT)).toBe(0);
    expect(() => run('returnPayment', { PaymentOid: payment.PaymentOid })).toThrow('already');
  });

  it('returned open the newest charges again', () => {
    const paid = paymentsOn(book, CURRENT).find(({ ReturnedDate }) => ReturnedDate === null) as PaymentRecord;
    const before = open(CURRENT);
    run('returnPayment', { PaymentOid: paid.PaymentOid });
    expect(open(CURRENT)).toBe(before + (parseCents(paid.Amount) ?? NaN));
  });

  it('come from an Alternate EFT record taken by a batch', () => {
    const bank = { RoutingNumber: '021000021', AccountNumber: '123456', AccountType: 'CHECKING', AccountHolderName: 'Harbor Light' };
    alternateEfts.put('p-1', {
      ContractOid: BEHIND,
      Amount: '500.00',
      CurrencyCode: 'USD',
      DueDate: '2026-11-24',
      SecCode: 'WEB',
      ...bank,
    });
    const sequence = book.latestSequence;
    const { changes } = run('postAlternateEft', { paymentId: 'p-1' });
    expect(changes[0]?.data).toMatchObject({ ContractOid: BEHIND, Amount: '500.00', PaymentMethod: 'EFT', Reference: 'p-1' });
    expect(alternateEfts.cancel('p-1')).toMatchObject({ state: 'PROCESSED', Payments: 0, PaymentsProcessed: 1 });
    expect(() => run('postAlternateEft', { paymentId: 'p-1' })).toThrow('not open');
    book.restore(sequence);
    alternateEfts.restore(sequence);
    expect(alternateEfts.get('p-1').state).toBe('OPEN');
    alternateEfts.restore();
    expect(() => alternateEfts.get('p-1')).toThrow('no such');
  });
});

describe('events on any record', () => {
  it('deleteInvoice leaves a tombstone and takes its charges off the past due', () => {
    const overdue = invoicesOn(book, BEHIND).filter(
      ({ Lines, DueDate }) => DueDate < book.today && Lines.some(({ Balance }) => Balance !== '0.00'),
    );
    for (const { InvoiceOid } of overdue) run('deleteInvoice', { InvoiceOid });
    expect(overdue.length).toBeGreaterThan(0);
    expect(contract(BEHIND).PastDueAmount).toBe('0.00');
    expect(book.page('invoices', book.base.lastSequence, 100).changes.map(({ deleted }) => deleted)).toEqual(overdue.map(() => true));
  });

  it('put stores a record as given, readable or not, and the rest goes on working', () => {
    run('put', { kind: 'contracts', data: { ContractOid: 77, nonsense: [null] } });
    run('put', { kind: 'invoices', data: { InvoiceOid: 78, Lines: [null, { ContractOid: CURRENT, Balance: '12,x' }] } });
    expect(book.get('contracts', 77)).toEqual({ ContractOid: 77, nonsense: [null] });
    run('post', { ContractOid: CURRENT, Amount: '1.00' });
    expect(advance(book, 40).changes.length).toBeGreaterThan(0);
    expect(() => run('put', { kind: 'accounts', data: {} })).toThrow('"AccountOid"');
  });

  it('remove leaves a tombstone of any kind', () => {
    run('remove', { kind: 'accounts', oid: 1_003 });
    expect(book.get('accounts', 1_003)).toBeUndefined();
  });

  it.each([
    [{ type: 'explode' }, 'no event'],
    [{ type: 'constructor' }, 'no event'],
    [{ type: 'book', ContractOid: 1 }, 'no such contract'],
    [{ type: 'book', ContractOid: '10001' }, 'positive integer'],
    [{ type: 'post', ContractOid: 10_001, Amount: '5' }, 'decimal'],
    [{ type: 'post', ContractOid: 10_001, Amount: '-5.00' }, 'more than zero'],
    [[], 'object'],
  ])('%j is refused', (body, message) => {
    const before = book.latestSequence;
    expect(() => events.run(body)).toThrow(message);
    expect(book.latestSequence).toBe(before);
  });
});

describe('advance', () => {
  it('bills what comes within the lead days once, and ages contracts', () => {
    const { NextDueDate, RemainingPayments } = contract(CURRENT);
    const before = invoicesOn(book, CURRENT).length;
    advance(book, 31);
    expect(book.today).toBe('2026-12-24');
    expect(NextDueDate).toBe('2026-12-01');
    expect(contract(CURRENT)).toMatchObject({ NextDueDate: '2027-01-01', RemainingPayments: RemainingPayments - 1 });
    expect(invoicesOn(book, CURRENT).length).toBe(before + 1);
    expect(contract(CURRENT).PastDueAmount).not.toBe('0.00');
    advance(book, 0);
    expect(invoicesOn(book, CURRENT).length).toBe(before + 1);
  });

  it('bills nothing again: neither what was deleted nor what was billed by hand', () => {
    const [last] = invoicesOn(book, CURRENT).slice(-1);
    run('deleteInvoice', { InvoiceOid: last?.InvoiceOid });
    run('bill', { ContractOid: CURRENT, DueDate: '2027-01-01' });
    const before = invoicesOn(book, CURRENT).length;
    advance(book, 31);
    expect(invoicesOn(book, CURRENT).length).toBe(before);
  });

  it('in steps or at once comes to the same', () => {
    const stepped = new LiveBook({ seed: 3, contracts: 40, asOf: '2026-11-23' });
    for (let week = 0; week < 10; week++) advance(stepped, 7);
    advance(book, 70);
    const contracts = (of: LiveBook) => [...of.all('contracts')].map(([, record]) => record).sort((a, b) => a.ContractOid - b.ContractOid);
    expect(contracts(stepped)).toEqual(contracts(book));
    const charges = (of: LiveBook) =>
      [...of.all('invoices')].flatMap(([, { DueDate, Lines }]) => Lines.map((line) => `${DueDate} ${line.ContractOid} ${line.Amount}`));
    expect(charges(stepped).sort()).toEqual(charges(book).sort());
  });

  it('brings principal and interest to the day, and only where an amount changes', () => {
    const before = new Map(book.all('principalAndInterest'));
    const { changes } = advance(book, 5);
    const changed = changes.filter(({ kind }) => kind === 'principalAndInterest').map(({ oid }) => oid);
    const expected = [...book.all('schedules')].flatMap(([oid, { Rows }]) =>
      contract(oid).OpenClosedOid === 1 && Rows.some(({ DueDate }) => DueDate > '2026-11-23' && DueDate <= '2026-11-28') ? [oid] : [],
    );
    expect(changed.length).toBeGreaterThan(0);
    expect(changed).toEqual(expected);
    for (const [oid, record] of book.all('principalAndInterest')) {
      if (!changed.includes(oid)) expect(record).toEqual(before.get(oid));
      else expect([record.AsOfDate, record.PrincipalRemaining]).toEqual(['2026-11-28', contract(oid).RemainingBalance]);
    }
  });

  it('bills a lease on its first asset, a loan on none', () => {
    advance(book, 31);
    const billed = [...book.changed('invoices')].flatMap(([, { Lines }]) => Lines);
    const [first] = [...book.base.all('assets')].filter(([, { ContractOid }]) => ContractOid === CURRENT).map(([oid]) => oid);
    expect(billed.find(({ ContractOid }) => ContractOid === CURRENT)?.AssetOid).toBe(first);
    expect(billed.find(({ ContractOid }) => ContractOid === BEHIND)?.AssetOid).toBeNull();
    for (const { ContractOid, AssetOid } of billed) {
      if (AssetOid !== null) expect(book.get('assets', AssetOid)?.ContractOid).toBe(ContractOid);
    }
    expect(billed.filter(({ AssetOid }) => AssetOid !== null).length).toBeGreaterThan(10);
  });

  it('changes nothing on the same day: a record reads back as the terms it was made from', () => {
    const large = new LiveBook({ seed: 6, contracts: 800, asOf: '2026-03-30' });
    expect(advance(large, 0).changes).toEqual([]);
  });
});
