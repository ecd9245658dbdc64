import { parseCents } from '../../../src/kernel/money';
import { readFile } from '../../../src/nacha/file-reader';
import { validateFile } from '../../../src/nacha/file-validator';
import { returnOrChangeOf } from '../../../src/nacha/nacha-file';
import { AlternateEftStore } from '../../../src/simulator/alternate-eft-store';
import { CASH_APPLICATION_METHODS } from '../../../src/simulator/cash-application';
import { ControlEvents, type EventOutcome } from '../../../src/simulator/control-event';
import type { EftBatchView } from '../../../src/simulator/eft-view';
import { LENDER } from '../../../src/simulator/lender';
import { LiveBook } from '../../../src/simulator/live-book';
import { invoicesOn } from '../../../src/simulator/open-balance';
import type { PaymentRecord } from '../../../src/simulator/record';

/** The Monday before Thanksgiving. */
const TODAY = '2026-11-23';
const BEHIND = 10_003;
const CURRENT = 10_001;
const SUBMISSION = {
  ContractOid: BEHIND,
  Amount: '500.00',
  CurrencyCode: 'USD',
  DueDate: '2026-11-24',
  SecCode: 'WEB',
  RoutingNumber: '021000021',
  AccountNumber: '000 123-456',
  AccountType: 'CHECKING',
  AccountHolderName: 'Dana Whitfield',
};
const RANGE = { from: '2026-11-23', to: '2026-11-25' };

let book: LiveBook;
let records: AlternateEftStore;
let events: ControlEvents;

beforeEach(() => {
  book = new LiveBook({ seed: 3, contracts: 40, asOf: TODAY });
  records = new AlternateEftStore(book);
  events = new ControlEvents(book, records, () => new Date('2026-11-23T15:04:05Z'));
});

function run(type: string, fields: object): EventOutcome {
  return events.run({ type, ...fields });
}

function put(paymentId: string, fields: object = {}): void {
  records.put(paymentId, { ...SUBMISSION, ...fields });
}

function generate(range: object = RANGE): EftBatchView {
  return run('GENERATE_EFT', range).batch as EftBatchView;
}

function post(batch: number): EftBatchView {
  return run('POST_EFT', { batch }).batch as EftBatchView;
}

function idsIn(batch: EftBatchView | null | undefined): string[] {
  return batch?.entries.map(({ paymentId }) => paymentId) ?? [];
}

function textOf(fileName: string | null | undefined): string {
  return records.batches.files().find(({ FileName }) => FileName === fileName)?.text ?? '';
}

function open(oid: number): number {
  const lines = invoicesOn(book, oid).flatMap(({ Lines }) => Lines);
  return lines.reduce((sum, line) => sum + (line.ContractOid === oid ? (parseCents(line.Balance) ?? NaN) : 0), 0);
}

/** The payments that the feed tells since the base book. */
function fed(): PaymentRecord[] {
  return book
    .page('payments', book.base.lastSequence, 5_000)
    .changes.map((entry) => (entry.deleted ? undefined : entry.data) as PaymentRecord);
}

describe('generation', () => {
  it('takes what is due within the range, both days included, and no record twice', () => {
    for (const [id, DueDate] of Object.entries({ early: '2026-11-22', first: '2026-11-23', last: '2026-11-25', late: '2026-11-26' }))
      put(id, { DueDate });
    const batch = generate();
    expect(batch).toMatchObject({ state: 'REVIEW', ...RANGE, PostedAt: null, FileName: null, totals: { count: 2, Amount: '1000.00' } });
    expect(idsIn(batch)).toEqual(['first', 'last']);
    expect(records.get('first')).toMatchObject({ state: 'OPEN', BatchNumber: batch.BatchNumber, PostedAt: null, TraceNumber: null });
    expect(generate()).toBeNull();
    expect(idsIn(generate({ from: '2026-11-01', to: '2026-12-31' }))).toEqual(['early', 'late']);
    post(batch.BatchNumber);
    expect(generate()).toBeNull();
  });

  it('gives back what a discarded batch held', () => {
    put('a');
    const { BatchNumber } = generate();
    expect(run('DISCARD_EFT', { batch: BatchNumber }).batch).toMatchObject({ state: 'DISCARDED', entries: [] });
    expect(run('DISCARD_EFT', { batch: BatchNumber }).batch).toMatchObject({ state: 'DISCARDED' });
    expect(() => post(BatchNumber)).toThrow('discarded');
    expect(records.get('a')).toMatchObject({ state: 'OPEN', BatchNumber: null });
    const again = generate();
    expect([again.BatchNumber > BatchNumber, idsIn(again)]).toEqual([true, ['a']]);
    post(again.BatchNumber);
    expect(() => run('DISCARD_EFT', { batch: again.BatchNumber })).toThrow('posted');
  });

  it.each([
    ['an amount beyond the field', { Amount: '100000000.00' }, 'Amount'],
    ['an account number of blanks', { AccountNumber: '   ' }, 'DFI Account Number'],
    ['an account number of zeros', { AccountNumber: '0 0' }, 'DFI Account Number'],
    ['a name without letters', { AccountHolderName: '🏦' }, 'Individual Name'],
  ])('leaves out %s', (_, fields, field) => {
    put('bad', fields);
    put('good');
    const { batch, leftOut } = run('GENERATE_EFT', RANGE);
    expect(idsIn(batch)).toEqual(['good']);
    expect(leftOut).toEqual([{ paymentId: 'bad', reason: expect.stringContaining(field) as string }]);
    expect(records.get('bad').state).toBe('OPEN');
  });

  it('leaves out another currency, and contracts that take no payment', () => {
    const canadian = [...book.all('contracts')].find(([, { CurrencyCode, IsBooked }]) => CurrencyCode === 'CAD' && IsBooked)?.[0];
    put('cad', { ContractOid: canadian, CurrencyCode: 'CAD' });
    put('unbooked');
    put('orphan', { ContractOid: CURRENT });
    put('gone', { ContractOid: 10_002 });
    run('unbook', { ContractOid: BEHIND });
    run('changeRole', { ContractOid: CURRENT, Roles: [] });
    run('remove', { kind: 'contracts', oid: 10_002 });
    const { batch, leftOut } = run('GENERATE_EFT', RANGE);
    expect(batch).toBeNull();
    expect(leftOut?.map(({ reason }) => reason)).toEqual([
      'A file is in USD, not in CAD.',
      'The contract is not booked.',
      'The contract has no CUSTOMER.',
      'There is no such contract.',
    ]);
  });

  it('refuses what makes no sense', () => {
    expect(() => generate({ from: '2026-11-25', to: '2026-11-24' })).toThrow('before');
    expect(() => generate({ from: '2026-11-25' })).toThrow('"to"');
    expect(() => post(1)).toThrow('no such EFT batch');
    expect(() => run('POST_EFT', { batch: 'x' })).toThrow('"batch"');
  });
});

describe('posting', () => {
  it('writes a sound file, marks the records, and posts the payments', () => {
    const before = open(BEHIND);
    put('ccd-1', { SecCode: 'CCD', AccountType: 'SAVINGS', Amount: '40.01', AccountHolderName: 'Härbor Light Paving Company LLC' });
    put('web-1');
    put('web-2', { Amount: '0.01' });
    const { BatchNumber } = generate();
    records.cancel('web-2');
    const batch = post(BatchNumber);
    expect(batch).toMatchObject({
      ...{ state: 'POSTED', PostedAt: '2026-11-23T15:04:05.000Z', EffectiveEntryDate: '2026-11-24', FileName: 'EFT-2026-11-23-000001.ach' },
      totals: { count: 2, Amount: '540.01', WEB: { count: 1, Amount: '500.00' }, CCD: { count: 1, Amount: '40.01' } },
      leftOut: [{ paymentId: 'web-2', reason: 'It was cancelled.' }],
    });
    const { file, problems } = readFile(textOf(batch.FileName));
    expect([problems, validateFile(file)]).toEqual([[], []]);
    expect(file.header).toMatchObject({ immediateDestination: LENDER.bankRoutingNumber, createdOn: TODAY, createdTime: '1504' });
    expect(file.batches.map(({ secCode, effectiveOn, serviceClass }) => [secCode, effectiveOn, serviceClass])).toEqual([
      ['WEB', '2026-11-24', '225'],
      ['CCD', '2026-11-24', '225'],
    ]);
    const entries = file.batches.flatMap((sent) => sent.entries);
    expect(entries).toMatchObject([
      { transactionCode: '27', routingNumber: '021000021', accountNumber: '000123-456', amountCents: 50_000, discretionary: 'S' },
      { transactionCode: '37', individualName: 'Harbor Light Paving Co', amountCents: 4_001 },
    ]);
    const sent = [records.get('web-1'), records.get('ccd-1')];
    expect(sent).toMatchObject([
      { state: 'PROCESSED', Payments: 0, PaymentsProcessed: 1, BatchNumber, PostedAt: batch.PostedAt, FileName: batch.FileName },
      { state: 'PROCESSED', BatchNumber },
    ]);
    expect(entries.map(({ trace, individualId }) => [trace, individualId])).toEqual(
      sent.map(({ TraceNumber, AlternateEftOid }) => [TraceNumber, String(AlternateEftOid)]),
    );
    expect(records.get('web-2')).toMatchObject({ state: 'CANCELED', BatchNumber: null, TraceNumber: null });
    expect(fed()).toMatchObject([
      { ContractOid: BEHIND, AccountOid: 1_002, Amount: '500.00', PaymentMethod: 'EFT', Reference: 'web-1', ReceivedDate: TODAY },
      { Amount: '40.01', Reference: 'ccd-1', ReturnedDate: null },
    ]);
    expect(open(BEHIND)).toBe(before - 54_001);
  });

  it('twice changes nothing', () => {
    put('a');
    const { BatchNumber } = generate();
    const once = post(BatchNumber);
    const sequence = book.latestSequence;
    expect(run('POST_EFT', { batch: BatchNumber })).toEqual({ changes: [], unappliedAmount: '0.00', batch: once });
    expect([book.latestSequence, records.batches.files().length]).toEqual([sequence, 1]);
    expect(records.cancel('a').state).toBe('PROCESSED');
  });

  it('of nothing but cancelled records writes no file', () => {
    put('a');
    const { BatchNumber } = generate();
    records.cancel('a');
    expect(post(BatchNumber)).toMatchObject({ state: 'POSTED', FileName: null, entries: [], totals: { count: 0, Amount: '0.00' } });
    expect(fed()).toEqual([]);
  });

  it('leaves out a contract unbooked since, and the record stays open for another batch', () => {
    put('a');
    put('b', { ContractOid: CURRENT });
    const { BatchNumber } = generate();
    run('unbook', { ContractOid: BEHIND });
    expect(post(BatchNumber)).toMatchObject({ leftOut: [{ paymentId: 'a', reason: 'The contract is not booked.' }], totals: { count: 1 } });
    run('book', { ContractOid: BEHIND });
    expect(idsIn(generate())).toEqual(['a']);
  });

  it('alone is a batch of one, unless another one holds the record', () => {
    put('a');
    put('b');
    expect(run('postAlternateEft', { paymentId: 'a' }).batch).toMatchObject({ state: 'POSTED', totals: { count: 1 } });
    generate();
    expect(() => run('postAlternateEft', { paymentId: 'b' })).toThrow('in review');
    put('c', { AccountHolderName: '🏦' });
    expect(() => run('postAlternateEft', { paymentId: 'c' })).toThrow('Individual Name');
  });

  it('of thousands of payments takes no longer for those at the end', () => {
    for (let index = 0; index < 3_000; index++) put(`p-${index}`, { ContractOid: index % 2 ? BEHIND : CURRENT, Amount: '0.01' });
    const { BatchNumber } = generate();
    const batch = post(BatchNumber);
    const { file, problems } = readFile(textOf(batch.FileName));
    expect([problems, validateFile(file), file.control?.totalDebitCents]).toEqual([[], [], 3_000]);
    expect(fed()).toHaveLength(3_000);
  });
});

describe('a return', () => {
  it.each(CASH_APPLICATION_METHODS)('by %s restores every balance, whatever was paid before and after', (method) => {
    book.settings.cashApplication = method;
    run('bill', { ContractOid: BEHIND, Amount: '75.00', TransactionCode: 'Late Charge', DueDate: '2026-10-01' });
    run('post', { ContractOid: BEHIND, Amount: '130.00' });
    const balances = (): unknown => invoicesOn(book, BEHIND).map(({ Lines }) => Lines.map(({ Balance }) => Balance));
    const [before, contract] = [balances(), book.get('contracts', BEHIND)];
    put('a', { Amount: '9000.00' });
    post(generate().BatchNumber);
    expect(balances()).not.toEqual(before);
    const after = run('post', { ContractOid: BEHIND, Amount: '1.00' });
    run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R01' });
    run('returnPayment', { PaymentOid: after.changes[0]?.oid });
    expect(balances()).toEqual(before);
    expect(book.get('contracts', BEHIND)).toEqual(contract);
  });

  it('is told by the feed and the record, and by a return file that names the entry', () => {
    put('a', { SecCode: 'CCD' });
    put('b');
    post(generate().BatchNumber);
    const { FileName, changes } = run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R02' });
    expect(changes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['payments', 'invoices', 'contracts']));
    const returned = { ReturnedDate: TODAY, ReturnReasonCode: 'R02' };
    expect(fed().find(({ Reference }) => Reference === 'a')).toMatchObject(returned);
    expect(records.get('a')).toMatchObject({ state: 'PROCESSED', ...returned });
    expect(records.get('b')).toMatchObject({ ReturnedDate: null, ReturnReasonCode: null });
    const { file, problems } = readFile(textOf(FileName));
    expect([problems, validateFile(file)]).toEqual([[], []]);
    const [entry] = file.batches.flatMap(({ entries }) => entries);
    expect(entry).toMatchObject({ transactionCode: '26', amountCents: 50_000, individualId: String(records.get('a').AlternateEftOid) });
    expect(entry && returnOrChangeOf(entry)).toMatchObject({ type: '99', code: 'R02', originalTrace: records.get('a').TraceNumber });
    expect(file.batches[0]?.secCode).toBe('CCD');
  });

  it('is refused twice, before posting, and for no reason', () => {
    put('a');
    expect(() => run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R01' })).toThrow('No posted batch');
    post(generate().BatchNumber);
    expect(() => run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R99' })).toThrow('reasonCode');
    run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R01' });
    const sequence = book.latestSequence;
    expect(() => run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R01' })).toThrow('already');
    expect(() => run('RETURN_EFT', { paymentId: 'none', reasonCode: 'R01' })).toThrow('no such');
    expect([book.latestSequence, records.batches.files().length]).toEqual([sequence, 2]);
  });

  it('leaves unapplied money of other payments where it is', () => {
    const before = open(CURRENT);
    put('a', { ContractOid: CURRENT, Amount: '10.00' });
    run('bill', { ContractOid: CURRENT, Amount: '10.00', DueDate: '2026-01-01' });
    post(generate().BatchNumber);
    run('post', { ContractOid: CURRENT, Amount: '90000.00' });
    run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R09' });
    expect([before, open(CURRENT)]).toEqual([before, 1_000]);
  });
});

describe('a restore', () => {
  it('takes a posting back into review, and a generation back to nothing', () => {
    const start = book.latestSequence;
    run('post', { ContractOid: CURRENT, Amount: '1.00' });
    put('a');
    put('b');
    const generated = book.latestSequence;
    const { BatchNumber } = generate();
    const posted = post(BatchNumber);
    run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R01' });
    const restore = (sequence: number): void => {
      book.restore(sequence);
      records.restore(sequence);
    };
    restore(generated);
    expect(records.get('a')).toMatchObject({ state: 'OPEN', BatchNumber, TraceNumber: null, ReturnedDate: null });
    expect(records.batches.files()).toEqual([]);
    expect(generate()).toBeNull();
    const again = post(BatchNumber);
    expect(again.entries.map(({ TraceNumber }) => TraceNumber)).not.toEqual(posted.entries.map(({ TraceNumber }) => TraceNumber));
    restore(start);
    expect([records.list(), records.batches.list()]).toEqual([[], []]);
  });

  it('into the middle of a posting leaves every payment posted once', () => {
    put('a', { Amount: '1.00' });
    put('b', { Amount: '2.00' });
    const { BatchNumber } = generate();
    const second = run('POST_EFT', { batch: BatchNumber }).changes.filter(({ kind }) => kind === 'payments')[1]?.sequence ?? NaN;
    book.restore(second - 1);
    records.restore(second - 1);
    expect([records.get('a').state, records.get('b').state]).toEqual(['PROCESSED', 'OPEN']);
    expect(post(BatchNumber)).toMatchObject({ leftOut: [{ paymentId: 'a', reason: 'It was collected already.' }] });
    expect(fed().map(({ Reference }) => Reference)).toEqual(['a', 'b']);
  });
});

describe('without the job that calculates contract values', () => {
  it('they go stale until the event', () => {
    book.settings.calculatesContractValues = false;
    const before = book.get('contracts', BEHIND);
    run('post', { ContractOid: BEHIND, Amount: '100.00' });
    expect(book.get('contracts', BEHIND)).toBe(before);
    run('relabel', { ContractOid: BEHIND, PrivateLabel: 'Other' });
    expect(book.get('contracts', BEHIND)).toEqual({ ...before, PrivateLabel: 'Other' });
    const [change, ...others] = run('CALCULATE_CONTRACT_VALUES', { ContractOid: BEHIND }).changes;
    expect(others).toEqual([]);
    expect((parseCents(before?.PastDueAmount ?? '') ?? NaN) - 10_000).toBe(
      parseCents((change?.data as { PastDueAmount: string }).PastDueAmount),
    );
    book.setToday('2027-01-24');
    const all = run('CALCULATE_CONTRACT_VALUES', {}).changes;
    expect(all.length).toBeGreaterThan(10);
    expect(run('CALCULATE_CONTRACT_VALUES', {}).changes).toEqual([]);
  });
});
