import { parseCents } from '../../../src/kernel/money';
import { readFile } from '../../../src/nacha/file-reader';
import { validateFile } from '../../../src/nacha/file-validator';
import { returnOrChangeOf } from '../../../src/nacha/nacha-file';
import { CASH_APPLICATION_METHODS } from '../../../src/simulator/cash-application';
import { invoicesOn } from '../../../src/simulator/open-balance';
import { BEHIND, CURRENT, EftWorld, TODAY } from '../../support/eft-world';

let world: EftWorld;

beforeEach(() => {
  world = new EftWorld();
});

describe('a return', () => {
  it.each(CASH_APPLICATION_METHODS)('by %s restores every balance, whatever was paid before and after', (method) => {
    world.book.settings.cashApplication = method;
    world.run('bill', { ContractOid: BEHIND, Amount: '75.00', TransactionCode: 'Late Charge', DueDate: '2026-10-01' });
    world.run('post', { ContractOid: BEHIND, Amount: '130.00' });
    const balances = (): unknown => invoicesOn(world.book, BEHIND).map(({ Lines }) => Lines.map(({ Balance }) => Balance));
    const [before, contract] = [balances(), world.book.get('contracts', BEHIND)];
    world.put('a', { Amount: '9000.00' });
    world.post(world.generate().BatchNumber);
    expect(balances()).not.toEqual(before);
    const after = world.run('post', { ContractOid: BEHIND, Amount: '1.00' });
    world.run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R01' });
    world.run('returnPayment', { PaymentOid: after.changes[0]?.oid });
    expect(balances()).toEqual(before);
    expect(world.book.get('contracts', BEHIND)).toEqual(contract);
  });

  it('is told by the feed and the record, and by a return file that names the entry', () => {
    world.put('a', { SecCode: 'CCD' });
    world.put('b');
    world.post(world.generate().BatchNumber);
    const { FileName, changes } = world.run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R02' });
    expect(changes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['payments', 'invoices', 'contracts']));
    const returned = { ReturnedDate: TODAY, ReturnReasonCode: 'R02' };
    expect(world.fed().find(({ Reference }) => Reference === 'a')).toMatchObject(returned);
    expect(world.records.get('a')).toMatchObject({ state: 'PROCESSED', ...returned });
    expect(world.records.get('b')).toMatchObject({ ReturnedDate: null, ReturnReasonCode: null });
    const { file, problems } = readFile(world.textOf(FileName));
    expect([problems, validateFile(file)]).toEqual([[], []]);
    const [entry] = file.batches.flatMap(({ entries }) => entries);
    expect(entry).toMatchObject({
      transactionCode: '26',
      amountCents: 50_000,
      individualId: String(world.records.get('a').AlternateEftOid),
    });
    expect(entry && returnOrChangeOf(entry)).toMatchObject({ type: '99', code: 'R02', originalTrace: world.records.get('a').TraceNumber });
    expect(file.batches[0]?.secCode).toBe('CCD');
  });

  it('is refused twice, before posting, and for no reason', () => {
    world.put('a');
    expect(() => world.run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R01' })).toThrow('No posted batch');
    world.post(world.generate().BatchNumber);
    expect(() => world.run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R99' })).toThrow('reasonCode');
    world.run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R01' });
    const sequence = world.book.latestSequence;
    expect(() => world.run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R01' })).toThrow('already');
    expect(() => world.run('RETURN_EFT', { paymentId: 'none', reasonCode: 'R01' })).toThrow('no such');
    expect([world.book.latestSequence, world.records.batches.files().length]).toEqual([sequence, 2]);
  });

  it('leaves unapplied money of other payments where it is', () => {
    world.put('a', { ContractOid: CURRENT, Amount: '10.00' });
    world.run('bill', { ContractOid: CURRENT, Amount: '10.00', DueDate: '2026-01-01' });
    world.post(world.generate().BatchNumber);
    world.run('post', { ContractOid: CURRENT, Amount: '90000.00' });
    world.run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R09' });
    expect(world.open(CURRENT)).toBe(1_000);
  });
});

describe('a restore', () => {
  it('takes a posting back into review, and a generation back to nothing', () => {
    const start = world.book.latestSequence;
    world.run('post', { ContractOid: CURRENT, Amount: '1.00' });
    world.put('a');
    world.put('b');
    const generated = world.book.latestSequence;
    const { BatchNumber } = world.generate();
    const posted = world.post(BatchNumber);
    world.run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R01' });
    world.restore(generated);
    expect(world.records.get('a')).toMatchObject({ state: 'OPEN', BatchNumber, TraceNumber: null, ReturnedDate: null });
    expect(world.records.batches.files()).toEqual([]);
    expect(world.generate()).toBeNull();
    const again = world.post(BatchNumber);
    expect(again.entries.map(({ TraceNumber }) => TraceNumber)).not.toEqual(posted.entries.map(({ TraceNumber }) => TraceNumber));
    world.restore(start);
    expect([world.records.list(), world.records.batches.list()]).toEqual([[], []]);
  });

  it('into the middle of a posting leaves every payment posted once', () => {
    world.put('a', { Amount: '1.00' });
    world.put('b', { Amount: '2.00' });
    const { BatchNumber } = world.generate();
    const second = world.run('POST_EFT', { batch: BatchNumber }).changes.filter(({ kind }) => kind === 'payments')[1]?.sequence ?? NaN;
    world.restore(second - 1);
    expect([world.records.get('a').state, world.records.get('b').state]).toEqual(['PROCESSED', 'OPEN']);
    expect(world.post(BatchNumber)).toMatchObject({ leftOut: [{ paymentId: 'a', reason: 'It was collected already.' }] });
    expect(world.fed().map(({ Reference }) => Reference)).toEqual(['a', 'b']);
  });
});

describe('without the job that calculates contract values', () => {
  it('they go stale until the event', () => {
    world.book.settings.calculatesContractValues = false;
    const before = world.book.get('contracts', BEHIND);
    world.run('post', { ContractOid: BEHIND, Amount: '100.00' });
    expect(world.book.get('contracts', BEHIND)).toBe(before);
    world.run('relabel', { ContractOid: BEHIND, PrivateLabel: 'Other' });
    expect(world.book.get('contracts', BEHIND)).toEqual({ ...before, PrivateLabel: 'Other' });
    const [change, ...others] = world.run('CALCULATE_CONTRACT_VALUES', { ContractOid: BEHIND }).changes;
    expect(others).toEqual([]);
    expect((parseCents(before?.PastDueAmount ?? '') ?? NaN) - 10_000).toBe(
      parseCents((change?.data as { PastDueAmount: string }).PastDueAmount),
    );
    world.book.setToday('2027-01-24');
    const all = world.run('CALCULATE_CONTRACT_VALUES', {}).changes;
    expect(all.length).toBeGreaterThan(10);
    expect(world.run('CALCULATE_CONTRACT_VALUES', {}).changes).toEqual([]);
  });
});
