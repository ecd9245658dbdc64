import { readFile } from '../../../src/nacha/file-reader';
import { validateFile } from '../../../src/nacha/file-validator';
import type { EftBatchView } from '../../../src/simulator/eft-view';
import { LENDER } from '../../../src/simulator/lender';
import { BEHIND, CURRENT, EftWorld, TODAY } from '../../support/eft-world';

let world: EftWorld;

beforeEach(() => {
  world = new EftWorld();
});

function idsIn(batch: EftBatchView | null | undefined): string[] {
  return batch?.entries.map(({ paymentId }) => paymentId) ?? [];
}

describe('generation', () => {
  it('takes what is due within the range, both days included, and no record twice', () => {
    for (const [id, DueDate] of Object.entries({ early: '2026-11-22', first: '2026-11-23', last: '2026-11-25', late: '2026-11-26' }))
      world.put(id, { DueDate });
    const batch = world.generate();
    expect(batch).toMatchObject({
      state: 'REVIEW',
      from: '2026-11-23',
      to: '2026-11-25',
      PostedAt: null,
      FileName: null,
      totals: { count: 2, Amount: '1000.00' },
    });
    expect(idsIn(batch)).toEqual(['first', 'last']);
    expect(world.records.get('first')).toMatchObject({ state: 'OPEN', BatchNumber: batch.BatchNumber, PostedAt: null, TraceNumber: null });
    expect(world.generate()).toBeNull();
    expect(idsIn(world.generate({ from: '2026-11-01', to: '2026-12-31' }))).toEqual(['early', 'late']);
    world.post(batch.BatchNumber);
    expect(world.generate()).toBeNull();
  });

  it('gives back what a discarded batch held', () => {
    world.put('a');
    const { BatchNumber } = world.generate();
    expect(world.run('DISCARD_EFT', { batch: BatchNumber }).batch).toMatchObject({ state: 'DISCARDED', entries: [] });
    expect(world.run('DISCARD_EFT', { batch: BatchNumber }).batch).toMatchObject({ state: 'DISCARDED' });
    expect(() => world.post(BatchNumber)).toThrow('discarded');
    expect(world.records.get('a')).toMatchObject({ state: 'OPEN', BatchNumber: null });
    const again = world.generate();
    expect([again.BatchNumber > BatchNumber, idsIn(again)]).toEqual([true, ['a']]);
    world.post(again.BatchNumber);
    expect(() => world.run('DISCARD_EFT', { batch: again.BatchNumber })).toThrow('posted');
  });

  it.each([
    ['an amount beyond the field', { Amount: '100000000.00' }, 'Amount'],
    ['an account number of blanks', { AccountNumber: '   ' }, 'DFI Account Number'],
    ['an account number of zeros', { AccountNumber: '0 0' }, 'DFI Account Number'],
    ['a name without letters', { AccountHolderName: '🏦' }, 'Individual Name'],
  ])('leaves out %s', (_, fields, field) => {
    world.put('bad', fields);
    world.put('good');
    const { batch, leftOut } = world.run('GENERATE_EFT', { from: TODAY, to: '2026-11-25' });
    expect(idsIn(batch)).toEqual(['good']);
    expect(leftOut).toEqual([{ paymentId: 'bad', reason: expect.stringContaining(field) as string }]);
    expect(world.records.get('bad').state).toBe('OPEN');
  });

  it('leaves out another currency, and contracts that take no payment', () => {
    const canadian = [...world.book.all('contracts')].find(([, { CurrencyCode, IsBooked }]) => CurrencyCode === 'CAD' && IsBooked)?.[0];
    world.put('cad', { ContractOid: canadian, CurrencyCode: 'CAD' });
    world.put('unbooked');
    world.put('orphan', { ContractOid: CURRENT });
    world.put('gone', { ContractOid: 10_002 });
    world.run('unbook', { ContractOid: BEHIND });
    world.run('changeRole', { ContractOid: CURRENT, Roles: [] });
    world.run('remove', { kind: 'contracts', oid: 10_002 });
    const { batch, leftOut } = world.run('GENERATE_EFT', { from: TODAY, to: '2026-11-25' });
    expect(batch).toBeNull();
    expect(leftOut?.map(({ reason }) => reason)).toEqual([
      'A file is in USD, not in CAD.',
      'The contract is not booked.',
      'The contract has no CUSTOMER.',
      'There is no such contract.',
    ]);
  });

  it('refuses what makes no sense', () => {
    expect(() => world.generate({ from: '2026-11-25', to: '2026-11-24' })).toThrow('before');
    expect(() => world.generate({ from: '2026-11-25' })).toThrow('"to"');
    expect(() => world.post(1)).toThrow('no such EFT batch');
    expect(() => world.run('POST_EFT', { batch: 'x' })).toThrow('"batch"');
  });
});

describe('posting', () => {
  it('writes a sound file, marks the records, and posts the payments', () => {
    const before = world.open(BEHIND);
    world.put('ccd-1', { SecCode: 'CCD', AccountType: 'SAVINGS', Amount: '40.01', AccountHolderName: 'Härbor Light Paving Company LLC' });
    world.put('web-1');
    world.put('web-2', { Amount: '0.01' });
    const { BatchNumber } = world.generate();
    world.records.cancel('web-2');
    const batch = world.post(BatchNumber);
    expect(batch).toMatchObject({
      ...{ state: 'POSTED', PostedAt: '2026-11-23T15:04:05.000Z', EffectiveEntryDate: '2026-11-24', FileName: 'EFT-2026-11-23-000001.ach' },
      totals: { count: 2, Amount: '540.01', WEB: { count: 1, Amount: '500.00' }, CCD: { count: 1, Amount: '40.01' } },
      leftOut: [{ paymentId: 'web-2', reason: 'It was cancelled.' }],
    });
    const { file, problems } = readFile(world.textOf(batch.FileName));
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
    const sent = [world.records.get('web-1'), world.records.get('ccd-1')];
    expect(sent).toMatchObject([
      { state: 'PROCESSED', Payments: 0, PaymentsProcessed: 1, BatchNumber, PostedAt: batch.PostedAt, FileName: batch.FileName },
      { state: 'PROCESSED', BatchNumber },
    ]);
    expect(entries.map(({ trace, individualId }) => [trace, individualId])).toEqual(
      sent.map(({ TraceNumber, AlternateEftOid }) => [TraceNumber, String(AlternateEftOid)]),
    );
    expect(world.records.get('web-2')).toMatchObject({ state: 'CANCELED', BatchNumber: null, TraceNumber: null });
    expect(world.fed()).toMatchObject([
      { ContractOid: BEHIND, AccountOid: 1_002, Amount: '500.00', PaymentMethod: 'EFT', Reference: 'web-1', ReceivedDate: TODAY },
      { Amount: '40.01', Reference: 'ccd-1', ReturnedDate: null },
    ]);
    expect(world.open(BEHIND)).toBe(before - 54_001);
  });

  it('twice changes nothing', () => {
    world.put('a');
    const { BatchNumber } = world.generate();
    const once = world.post(BatchNumber);
    const sequence = world.book.latestSequence;
    expect(world.run('POST_EFT', { batch: BatchNumber })).toEqual({ changes: [], unappliedAmount: '0.00', batch: once });
    expect([world.book.latestSequence, world.records.batches.files().length]).toEqual([sequence, 1]);
    expect(world.records.cancel('a').state).toBe('PROCESSED');
  });

  it('of nothing but cancelled records writes no file', () => {
    world.put('a');
    const { BatchNumber } = world.generate();
    world.records.cancel('a');
    expect(world.post(BatchNumber)).toMatchObject({ state: 'POSTED', FileName: null, entries: [], totals: { count: 0, Amount: '0.00' } });
    expect(world.fed()).toEqual([]);
  });

  it('leaves out a contract unbooked since, and the record stays open for another batch', () => {
    world.put('a');
    world.put('b', { ContractOid: CURRENT });
    const { BatchNumber } = world.generate();
    world.run('unbook', { ContractOid: BEHIND });
    expect(world.post(BatchNumber)).toMatchObject({
      leftOut: [{ paymentId: 'a', reason: 'The contract is not booked.' }],
      totals: { count: 1 },
    });
    world.run('book', { ContractOid: BEHIND });
    expect(idsIn(world.generate())).toEqual(['a']);
  });

  it('alone is a batch of one, unless another one holds the record', () => {
    world.put('a');
    world.put('b');
    expect(world.run('postAlternateEft', { paymentId: 'a' }).batch).toMatchObject({ state: 'POSTED', totals: { count: 1 } });
    world.generate();
    expect(() => world.run('postAlternateEft', { paymentId: 'b' })).toThrow('in review');
    world.put('c', { AccountHolderName: '🏦' });
    expect(() => world.run('postAlternateEft', { paymentId: 'c' })).toThrow('Individual Name');
  });

  it('of thousands of payments takes no longer for those at the end', () => {
    for (let index = 0; index < 3_000; index++) world.put(`p-${index}`, { ContractOid: index % 2 ? BEHIND : CURRENT, Amount: '0.01' });
    const { BatchNumber } = world.generate();
    const batch = world.post(BatchNumber);
    const { file, problems } = readFile(world.textOf(batch.FileName));
    expect([problems, validateFile(file), file.control?.totalDebitCents]).toEqual([[], [], 3_000]);
    expect(world.fed()).toHaveLength(3_000);
  });
});
