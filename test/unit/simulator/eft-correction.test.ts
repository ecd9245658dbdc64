import { parseCorrection } from '../../../src/nacha/correction-code';
import { readFile } from '../../../src/nacha/file-reader';
import { validateFile } from '../../../src/nacha/file-validator';
import { returnOrChangeOf } from '../../../src/nacha/nacha-file';
import { validateSchema } from '../../support/connector-schema';
import { BEHIND, EftWorld, TODAY } from '../../support/eft-world';

const ROUTING = { routingNumber: '091000019' };
const ACCOUNT = { accountNumber: '98765-4321' };
const SAVINGS = { accountType: 'SAVINGS' };
const NAME = { accountHolderName: 'Dana Whitfield-Moore' };
const UNCHANGED = { RoutingNumber: null, AccountNumber: null, AccountType: null, AccountHolderName: null };

let world: EftWorld;

beforeEach(() => {
  world = new EftWorld();
});

function collect(paymentId: string, fields: object = {}): void {
  world.put(paymentId, fields);
  world.post(world.generate().BatchNumber);
}

function correct(paymentId: string, fields: object): string | undefined {
  return world.run('CORRECT_EFT', { paymentId, ...fields }).FileName;
}

describe('a correction', () => {
  it.each([
    ['C01', ACCOUNT, { AccountNumber: '98765-4321' }],
    ['C02', ROUTING, { RoutingNumber: '091000019' }],
    ['C03', { ...ROUTING, ...ACCOUNT }, { RoutingNumber: '091000019', AccountNumber: '98765-4321' }],
    ['C04', NAME, { AccountHolderName: 'Dana Whitfield-Moore' }],
    ['C05', SAVINGS, { AccountType: 'SAVINGS' }],
    ['C05', { accountType: 'CHECKING' }, { AccountType: 'CHECKING' }],
    ['C06', { ...ACCOUNT, ...SAVINGS }, { AccountNumber: '98765-4321', AccountType: 'SAVINGS' }],
    [
      'C07',
      { ...ROUTING, accountNumber: '12345678901234567', ...SAVINGS },
      { RoutingNumber: '091000019', AccountNumber: '12345678901234567', AccountType: 'SAVINGS' },
    ],
  ])('%s is on the record, and its file names the entry and says the same', (changeCode, fields, corrected) => {
    collect('a', { SecCode: 'CCD' });
    const before = [world.book.latestSequence, world.records.get('a')];
    const FileName = correct('a', { changeCode, ...fields });
    const record = world.records.get('a');
    expect(record.Correction).toEqual({ ChangeCode: changeCode, ReceivedDate: TODAY, ...UNCHANGED, ...corrected });
    expect([world.book.latestSequence, { ...record, Correction: null }]).toEqual(before);
    expect(validateSchema('AlternateEft', record)).toEqual([]);
    expect(FileName).toBe(`CORRECTION-${TODAY}-000001.ach`);
    const { file, problems } = readFile(world.textOf(FileName));
    expect([problems, validateFile(file)]).toEqual([[], []]);
    expect(file.batches.map(({ secCode, entries }) => [secCode, entries.length])).toEqual([['COR', 1]]);
    const [entry] = file.batches[0]?.entries ?? [];
    expect(entry).toMatchObject({ transactionCode: '26', amountCents: 0, individualId: String(record.AlternateEftOid) });
    const addendum = entry && returnOrChangeOf(entry);
    expect(addendum).toMatchObject({ type: '98', code: changeCode, originalTrace: record.TraceNumber, originalRdfi: '02100002' });
    const said = parseCorrection(changeCode, addendum?.type === '98' ? addendum.correctedData : '');
    const { accountType, ...others } = fields as Record<string, string>;
    const { accountHolderName, ...account } = others;
    expect(said).toEqual({
      ...account,
      ...(accountHolderName !== undefined && { individualName: accountHolderName }),
      ...(accountType !== undefined && { transactionCode: accountType === 'SAVINGS' ? '37' : '27' }),
    });
  });

  it.each([
    ['a code that corrects no account', { changeCode: 'C13' }],
    ['a code that corrects something else', { changeCode: 'C09', accountNumber: '1' }],
    ['no change code', { changeCode: 'R01' }],
    ['no change code at all', ROUTING],
    ['a value that is missing', { changeCode: 'C03', ...ROUTING }],
    ['a value that the code does not correct', { changeCode: 'C02', ...ROUTING, ...ACCOUNT }],
    ['a routing number that is none', { changeCode: 'C02', routingNumber: '091000018' }],
    ['an account number with blanks', { changeCode: 'C01', accountNumber: '98 76' }],
    ['an account number that is too long', { changeCode: 'C01', accountNumber: '123456789012345678' }],
    ['an account type that is none', { changeCode: 'C05', accountType: 'LOAN' }],
    ['a name that no file holds', { changeCode: 'C04', accountHolderName: 'Dana Whitfield-Moore-Smith' }],
    ['a name beyond ASCII', { changeCode: 'C04', accountHolderName: 'Zoë' }],
  ])('is refused (400) with %s, and leaves no trace', (_, fields) => {
    collect('a');
    expect(() => correct('a', fields)).toThrow(expect.objectContaining({ status: 400 }));
    expect(world.records.get('a').Correction).toBeNull();
    expect(world.records.batches.files()).toHaveLength(1);
  });

  it('is refused (409) before posting, twice, and of what was sent back; a return may follow it', () => {
    const change = { changeCode: 'C01', ...ACCOUNT };
    world.put('a');
    expect(() => correct('none', change)).toThrow(expect.objectContaining({ status: 404 }));
    expect(() => correct('a', change)).toThrow('No posted batch');
    const { BatchNumber } = world.generate();
    expect(() => correct('a', change)).toThrow('No posted batch');
    world.post(BatchNumber);
    correct('a', change);
    expect(() => correct('a', { changeCode: 'C02', ...ROUTING })).toThrow(expect.objectContaining({ status: 409 }));
    world.run('RETURN_EFT', { paymentId: 'a', reasonCode: 'R10' });
    expect(world.records.get('a')).toMatchObject({ ReturnReasonCode: 'R10', Correction: { ChangeCode: 'C01' } });
    collect('b');
    world.run('RETURN_EFT', { paymentId: 'b', reasonCode: 'R04' });
    expect(() => correct('b', change)).toThrow('returned already');
    expect(world.records.get('b').Correction).toBeNull();
  });

  it('is taken back by a restore, its file too, and no file name is given again', () => {
    collect('a');
    const before = world.book.latestSequence;
    world.run('bill', { ContractOid: BEHIND, Amount: '1.00' });
    const first = correct('a', { changeCode: 'C01', ...ACCOUNT });
    world.restore(world.book.latestSequence);
    expect(world.records.get('a').Correction).not.toBeNull();
    world.restore(before);
    expect(world.records.get('a')).toMatchObject({ state: 'PROCESSED', Correction: null });
    expect(world.textOf(first)).toBe('');
    expect(correct('a', { changeCode: 'C02', ...ROUTING })).not.toBe(first);
  });
});
