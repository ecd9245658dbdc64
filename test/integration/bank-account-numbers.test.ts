import { BankAccountNumbers, lastFourOf } from '../../src/domain/bank-accounts/bank-account-numbers';
import { Database } from '../../src/persistence/database';
import { SealedKeyRepository } from '../../src/persistence/repositories/sealed-key.repository';
import { KEYRING } from '../support/portal';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

const NUMBERS = { routingNumber: '021000021', accountNumber: '000123456789' };

describe('numbers of bank accounts', () => {
  let test: TestDatabase;
  const others: Database[] = [];

  beforeAll(async () => (test = await openTestDatabase()));
  beforeEach(() => test.truncate());
  afterEach(async () => {
    await Promise.all(others.splice(0).map((database) => database.close()));
  });
  afterAll(() => test.close());

  const numbersOver = (database: Database): BankAccountNumbers =>
    new BankAccountNumbers(database, new SealedKeyRepository(database), KEYRING);
  const anotherProcess = (): BankAccountNumbers => {
    const database = new Database({ url: test.url, poolSize: 1 });
    others.push(database);
    return numbersOver(database);
  };

  it('processes that make the key at the same time use one', async () => {
    const processes = Array.from({ length: 6 }, anotherProcess);
    const made = await Promise.all(processes.map((numbers) => numbers.fingerprint(NUMBERS, 'CHECKING')));
    expect(new Set(made.map((fingerprint) => fingerprint.toString('hex'))).size).toBe(1);
    expect((await test.database.rows('SELECT 1 FROM sealed_keys')).length).toBe(1);
    expect(await anotherProcess().fingerprint(NUMBERS, 'CHECKING')).toEqual(made[0]);
  });

  it('a fingerprint is the same for the same account only', async () => {
    const numbers = numbersOver(test.database);
    const one = await numbers.fingerprint(NUMBERS, 'CHECKING');
    expect(one).toHaveLength(32);
    expect(await numbers.fingerprint({ ...NUMBERS, accountNumber: '000-123 456789' }, 'CHECKING')).toEqual(one);
    expect(await numbers.fingerprint(NUMBERS, 'SAVINGS')).not.toEqual(one);
    expect(await numbers.fingerprint({ ...NUMBERS, accountNumber: '123456789' }, 'CHECKING')).not.toEqual(one);
    expect(await numbers.fingerprint({ ...NUMBERS, routingNumber: '121000248' }, 'CHECKING')).not.toEqual(one);
  });

  it('another database has another key', async () => {
    const one = await numbersOver(test.database).fingerprint(NUMBERS, 'CHECKING');
    await test.truncate();
    expect(await numbersOver(test.database).fingerprint(NUMBERS, 'CHECKING')).not.toEqual(one);
  });

  it('the key is read once, and again after a failure', async () => {
    const numbers = anotherProcess();
    const [other] = others;
    if (!other) throw new Error('There is another process.');
    const statements: string[] = [];
    other.observe((sql) => statements.push(sql));
    await numbers.fingerprint(NUMBERS, 'CHECKING');
    const count = statements.length;
    await numbers.fingerprint(NUMBERS, 'SAVINGS');
    expect(statements.length).toBe(count);
    await test.database.transaction((transaction) => transaction.query("UPDATE sealed_keys SET sealed_key = CONCAT('gone.', sealed_key)"));
    const late = anotherProcess();
    await expect(late.fingerprint(NUMBERS, 'CHECKING')).rejects.toThrow('cannot be opened');
    await test.database.transaction((transaction) => transaction.query('UPDATE sealed_keys SET sealed_key = SUBSTRING(sealed_key, 6)'));
    expect(await late.fingerprint(NUMBERS, 'CHECKING')).toEqual(await numbers.fingerprint(NUMBERS, 'CHECKING'));
  });

  it('what is sealed for an account does not open as a payment’s, nor the reverse', () => {
    const numbers = numbersOver(test.database);
    const authorised = { ...NUMBERS, accountType: 'CHECKING', accountHolderName: 'Harbor Light LLC' } as const;
    expect(numbers.open(numbers.seal(NUMBERS))).toEqual(NUMBERS);
    expect(numbers.openForPayment(numbers.sealForPayment(authorised))).toEqual(authorised);
    expect(() => numbers.open(numbers.sealForPayment(authorised))).toThrow('cannot be opened');
    expect(() => numbers.openForPayment(numbers.seal(NUMBERS))).toThrow('cannot be opened');
  });

  it('a sealed copy of the longest values fits its column', () => {
    const widest = {
      routingNumber: '021000021',
      accountNumber: '1'.repeat(17),
      accountType: 'CHECKING',
      accountHolderName: '🏦'.repeat(100),
    } as const;
    expect(numbersOver(test.database).sealForPayment(widest).length).toBeLessThanOrEqual(1_000);
  });

  it.each([
    ['000123456789', '6789'],
    ['555-667', '5667'],
    ['12345', '345'],
    ['1234', '34'],
    ['12', '2'],
  ])('of %s no more than %s is shown', (accountNumber, lastFour) => {
    expect(lastFourOf(accountNumber)).toBe(lastFour);
  });
});
