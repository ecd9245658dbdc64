import { unavailable } from '../../src/kernel/fault';
import { bankAccountsOf } from '../../src/simulator/bank-account';
import { isStoryAccount } from '../../src/simulator/demo-stories';
import { BankAccountClient, FORM, keyOf } from '../support/bank-account-client';
import { CustomerWorld } from '../support/customer-world';

const SEED = 7;

describe('a site that takes only bank accounts the customer has in ASPIRE', () => {
  let world: CustomerWorld;
  let nina: BankAccountClient;
  /** Another customer, to whom nothing of the known account belongs. */
  let stranger: number;
  let known: { routingNumber: string; accountNumber: string; accountType: string };

  beforeAll(async () => (world = await CustomerWorld.open()));
  beforeEach(async () => {
    await world.begin();
    const { app, site, accountId } = world;
    await app.story.change("UPDATE sites SET bank_account_mode = 'ALLOW_EXISTING', support_email = 'help@site.example' WHERE id = ?", [
      site.id,
    ]);
    [stranger = 0] = (
      await app.container.database.rows<{ id: number }>('SELECT id FROM accounts WHERE id <> ? ORDER BY id LIMIT 1', [accountId])
    ).map(({ id }) => id);
    nina = await BankAccountClient.logIn(app, await app.story.makeUser({ site, accounts: [stranger, accountId] }));
    const [account] = bankAccountsOf(isStoryAccount(accountId) ? 0 : SEED, accountId);
    if (!account) throw new Error('The simulator gives every customer a bank account.');
    known = { routingNumber: account.RoutingNumber, accountNumber: account.AccountNumber, accountType: account.AccountType };
  });
  afterEach(() => world.end());
  afterAll(() => world.close());

  it('one that ASPIRE has for a linked customer can be paid from at once', async () => {
    const { bankAccount, notice } = await nina.do('bankAccountAdd', { ...FORM, ...known });
    expect([bankAccount?.state, bankAccount?.isDefault, notice]).toEqual(['USABLE', true, null]);
  });

  it('one that it has not, or as another kind, is kept and says what to do', async () => {
    const other = known.accountType === 'CHECKING' ? 'SAVINGS' : 'CHECKING';
    for (const entered of [{ ...FORM }, { ...FORM, ...known, accountType: other }]) {
      const { bankAccount, notice, userErrors } = await nina.do('bankAccountAdd', entered);
      expect([bankAccount?.state, userErrors]).toEqual(['UNVERIFIED', []]);
      expect(notice).toMatch(/FAQ.*help@site\.example$/);
    }
    expect(await nina.list()).toHaveLength(2);
  });

  it('one of a customer who is not linked is not found', async () => {
    const { app, site } = world;
    const other = await BankAccountClient.logIn(app, await app.story.makeUser({ site, accounts: [stranger] }));
    expect((await other.do('bankAccountAdd', { ...FORM, ...known })).bankAccount?.state).toBe('UNVERIFIED');
  });

  it('ASPIRE being away, it is kept unchecked; checked again, it can be paid from', async () => {
    world.system = world.world.system({ url: 'http://127.0.0.1:9' });
    const { bankAccount, notice } = await nina.do('bankAccountAdd', { ...FORM, ...known });
    expect(bankAccount?.state).toBe('UNCHECKED');
    expect(notice).toContain('checked again in a few minutes');
    const again = { bankAccountId: bankAccount?.id };
    expect((await nina.do('bankAccountCheck', again)).bankAccount?.state).toBe('UNCHECKED');
    world.system = world.world.system();
    const checked = await nina.do('bankAccountCheck', again);
    expect([checked.bankAccount?.state, checked.notice, checked.userErrors]).toEqual(['USABLE', null, []]);
    world.system = world.world.system({ url: 'http://127.0.0.1:9' });
    expect((await nina.do('bankAccountCheck', again)).bankAccount?.state).toBe('USABLE');
  });

  it('a question that ASPIRE refuses for one customer does not hide another’s answer', async () => {
    const real = world.world.system();
    world.system = world.world.system();
    world.system.findBankAccount = (id, details) =>
      id === world.accountId ? real.findBankAccount(id, details) : Promise.reject(unavailable('servicing system'));
    expect((await nina.do('bankAccountAdd', { ...FORM, ...known })).bankAccount?.state).toBe('USABLE');
    expect((await nina.do('bankAccountAdd', FORM)).bankAccount?.state).toBe('UNCHECKED');
  });

  it('asks outside of any transaction, and once before it writes', async () => {
    const { app } = world;
    const real = world.world.system();
    world.system = world.world.system();
    const during: string[] = [];
    const statements = await app.statementsOf(async () => {
      const stop = app.container.database.observe((sql) => during.push(sql));
      world.system.findBankAccount = async (id, details) => {
        during.push('ASKED');
        return real.findBankAccount(id, details);
      };
      await nina.do('bankAccountAdd', { ...FORM, ...known });
      stop();
    });
    expect(statements.length).toBeGreaterThan(5);
    expect(during.indexOf('ASKED')).toBeGreaterThan(-1);
    const written = during.findIndex((sql) => /INSERT INTO .?bank_accounts/i.test(sql));
    expect(written).toBeGreaterThan(during.lastIndexOf('ASKED'));
    const last = during.slice(0, during.indexOf('ASKED'));
    expect(last.filter((sql) => sql === 'START TRANSACTION').length).toBe(last.filter((sql) => sql === 'COMMIT').length);
  });

  it('one added while any was taken stays usable, also when it is asked for and not found', async () => {
    const { app, site } = world;
    await app.story.change("UPDATE sites SET bank_account_mode = 'ALLOW_ANY' WHERE id = ?", [site.id]);
    const id = await nina.add('24681357');
    await app.story.change("UPDATE sites SET bank_account_mode = 'ALLOW_EXISTING' WHERE id = ?", [site.id]);
    expect((await nina.list())[0]?.state).toBe('USABLE');
    expect((await nina.do('bankAccountCheck', { bankAccountId: id })).bankAccount?.state).toBe('USABLE');
    const [row] = await app.container.database.rows<{ result: string; at: string | null }>(
      'SELECT check_result AS result, checked_at AS at FROM bank_accounts WHERE id = ?',
      [keyOf(id)],
    );
    expect([row?.result, row?.at === null]).toEqual(['NOT_ASKED', false]);
  });

  it('one that was not found becomes usable once the site takes any, when its owner asks', async () => {
    const { app, site } = world;
    const id = await nina.add('24681357');
    await app.story.change("UPDATE sites SET bank_account_mode = 'ALLOW_ANY' WHERE id = ?", [site.id]);
    expect((await nina.do('bankAccountCheck', { bankAccountId: id })).bankAccount?.state).toBe('USABLE');
  });

  it('is asked ten times an hour', async () => {
    const id = await nina.add('24681357');
    for (let count = 0; count < 10; count += 1) await nina.do('bankAccountCheck', { bankAccountId: id });
    const { errors } = await nina.ask('bankAccountCheck', { bankAccountId: id });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED']);
  });

  it('a stopped account is not asked for', async () => {
    const id = await nina.add('24681357');
    await world.app.story.change("UPDATE bank_accounts SET stopped_at = ?, stop_reason_code = 'R02'", [world.app.clock.now()]);
    expect(await nina.codes('bankAccountCheck', { bankAccountId: id })).toEqual(['BANK_ACCOUNT_STOPPED']);
  });
});
