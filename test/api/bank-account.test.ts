import { BANK_ACCOUNT_MUTATIONS, BankAccountClient, FORM, keyOf, NO_ACCOUNT } from '../support/bank-account-client';
import { globalId } from '../support/ids';
import { startPortal, type Nodes, type Person, type TestPortal } from '../support/portal';

interface Entry {
  action: string;
  actorName: string;
  summary: string;
  before: string | null;
  after: string | null;
}

describe('bank accounts of a user', () => {
  let app: TestPortal;
  let site: { id: number; siteKey: string };
  let person: Person;
  let uma: BankAccountClient;

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    app.outbox.letters.length = 0;
    site = await app.story.makeSite();
    person = await app.story.makeUser({ site, email: 'uma@example.com' });
    uma = await BankAccountClient.logIn(app, person);
  });
  afterAll(() => app.close());

  const letters = (): string[] =>
    app.outbox.letters.flatMap(({ content }) => (content.kind === 'BANK_ACCOUNT_CHANGED' ? [content.what] : []));

  async function entries(): Promise<Entry[]> {
    const staff = await app.admin.logIn(await app.story.makePlatformUser());
    const query = '{ auditEntries(first: 100) { edges { node { action actorName summary before after } } } }';
    const { auditEntries } = await app.admin.data<{ auditEntries: Nodes<Entry> }>(query, {}, staff);
    return auditEntries.edges.map(({ node }) => node).filter(({ action }) => action.startsWith('BANK_ACCOUNT'));
  }

  it('the first one added is usable at once and the default one; it is written down and its owner is told', async () => {
    const { bankAccount, notice, userErrors } = await uma.do('bankAccountAdd', { ...FORM, accountNumber: '000-1234 56789' });
    expect(userErrors).toEqual([]);
    expect(notice).toBeNull();
    expect(bankAccount).toEqual({
      id: expect.any(String) as unknown,
      name: 'Checking …6789',
      holderName: 'Harbor Light LLC',
      holderType: 'COMPANY',
      accountType: 'CHECKING',
      lastFour: '6789',
      bankName: 'JPMorgan Chase Bank',
      state: 'USABLE',
      explanation: 'You can pay from this bank account.',
      isDefault: true,
      createdAt: app.clock.now().toISOString(),
    });
    expect(letters()).toEqual(['The bank account "Checking …6789" was added to pay from.']);
    const [entry] = await entries();
    expect(entry).toMatchObject({ action: 'BANK_ACCOUNT_ADD', actorName: 'uma@example.com' });
    expect(JSON.parse(entry?.after ?? '')).toMatchObject({ lastFour: '6789', bankName: 'JPMorgan Chase Bank' });
    expect(await uma.node(bankAccount?.id ?? '')).toEqual({ id: bankAccount?.id });
  });

  it('lists the default one first, then the newest, in three statements with the session’s', async () => {
    const [first, second, third] = [await uma.add('11111'), await uma.add('22222'), await uma.add('33333')];
    expect((await uma.list()).map(({ id }) => id)).toEqual([first, third, second]);
    const fourth = await uma.add('44444', { makeDefault: true });
    expect((await uma.list()).map(({ id }) => id)).toEqual([fourth, third, second, first]);
    expect((await app.statementsOf(() => uma.list())).length).toBeLessThanOrEqual(3);
  });

  it('renames, makes default and removes; the newest usable one takes the place of a removed default', async () => {
    const [first, second, third] = [await uma.add('11111'), await uma.add('22222'), await uma.add('33333')];
    const renamed = await uma.do('bankAccountRename', { bankAccountId: first, name: '  Payroll ' });
    expect(renamed.bankAccount?.name).toBe('Payroll');
    expect((await uma.do('bankAccountMakeDefault', { bankAccountId: second })).bankAccount?.isDefault).toBe(true);
    await app.story.change('UPDATE bank_accounts SET needs_confirmation = 1 WHERE id = ?', [keyOf(third)]);
    letters().length = 0;
    const removed = await uma.do('bankAccountRemove', { bankAccountId: second });
    expect(removed).toMatchObject({ bankAccount: { id: second, isDefault: false }, userErrors: [] });
    expect((await uma.list()).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [first, true],
      [third, false],
    ]);
    expect(letters().at(-1)).toContain('"Checking …222" was removed');
    expect((await entries()).map(({ action, summary }) => [action, summary]).slice(0, 3)).toEqual([
      ['BANK_ACCOUNT_REMOVE', `"Checking …222" of user ${person.id}: removed.`],
      ['BANK_ACCOUNT_UPDATE', `"Checking …222" of user ${person.id}: made the default one.`],
      ['BANK_ACCOUNT_UPDATE', `"Checking …111" of user ${person.id}: renamed.`],
    ]);
    expect(await uma.node(second)).toBeNull();
    expect(await uma.codes('bankAccountRemove', { bankAccountId: second })).toEqual(['BANK_ACCOUNT_NOT_FOUND']);
    expect(await uma.codes('bankAccountAdd', { ...FORM, accountNumber: '22222' })).toEqual([]);
  });

  it('takes the same numbers once, and 20 accounts', async () => {
    await uma.add('55501');
    expect(await uma.codes('bankAccountAdd', { ...FORM, accountNumber: '555-01' })).toEqual(['BANK_ACCOUNT_EXISTS']);
    expect(await uma.codes('bankAccountAdd', { ...FORM, accountNumber: '55501', accountType: 'SAVINGS' })).toEqual([]);
    app.clock.advanceMinutes(24 * 60 + 1);
    uma = await BankAccountClient.logIn(app, person);
    for (let more = 2; more < 20; more += 1) await uma.add(`7770${more}`);
    expect(await uma.codes('bankAccountAdd', { ...FORM, accountNumber: '99999' })).toEqual(['TOO_MANY_BANK_ACCOUNTS']);
    await uma.do('bankAccountRemove', { bankAccountId: (await uma.list())[3]?.id });
    expect(await uma.codes('bankAccountAdd', { ...FORM, accountNumber: '99999' })).toEqual([]);
  });

  it.each([
    ['a wrong check digit', { routingNumber: '021000022' }, 'ROUTING_NUMBER_INVALID', 'routingNumber'],
    ['eight digits', { routingNumber: '02100002' }, 'ROUTING_NUMBER_INVALID', 'routingNumber'],
    ['too short', { accountNumber: '12-3' }, 'ACCOUNT_NUMBER_INVALID', 'accountNumber'],
    ['too long', { accountNumber: '123456789012345678' }, 'ACCOUNT_NUMBER_INVALID', 'accountNumber'],
    ['signs', { accountNumber: '1234*5678' }, 'ACCOUNT_NUMBER_INVALID', 'accountNumber'],
    ['no holder', { holderName: '  ' }, 'HOLDER_NAME_INVALID', 'holderName'],
    ['an unprintable holder', { holderName: 'Harbor\u0007Light' }, 'HOLDER_NAME_INVALID', 'holderName'],
    ['a long holder', { holderName: 'x'.repeat(101) }, 'HOLDER_NAME_INVALID', 'holderName'],
    ['a long name', { name: 'x'.repeat(61) }, 'NAME_INVALID', 'name'],
    ['the number as its name', { name: 'My 000 123 456 789' }, 'NAME_INVALID', 'name'],
    ['the number as its holder', { holderName: 'Account 000123456789' }, 'HOLDER_NAME_INVALID', 'holderName'],
  ])('refuses %s, naming the field', async (_what, wrong, code, field) => {
    const { bankAccount, userErrors } = await uma.do('bankAccountAdd', { ...FORM, ...wrong });
    expect([bankAccount, userErrors.map((error) => [error.code, error.field])]).toEqual([null, [[code, field]]]);
    expect([await uma.list(), letters()]).toEqual([[], []]);
  });

  it('tells everything that is wrong at once', async () => {
    const wrong = { ...FORM, routingNumber: '1', accountNumber: '', holderName: '' };
    expect(await uma.codes('bankAccountAdd', wrong)).toEqual(['ROUTING_NUMBER_INVALID', 'ACCOUNT_NUMBER_INVALID', 'HOLDER_NAME_INVALID']);
  });

  it('another user’s account, of the same site or not, is answered like none', async () => {
    const id = await uma.add('11111');
    for (const where of [site, await app.story.makeSite()]) {
      const other = await BankAccountClient.logIn(app, await app.story.makeUser({ site: where }));
      expect([await other.list(), await other.node(id)]).toEqual([[], null]);
      for (const mutation of BANK_ACCOUNT_MUTATIONS.filter((name) => name !== 'bankAccountAdd')) {
        const input = (bankAccountId: string) => ({ bankAccountId, ...(mutation === 'bankAccountRename' && { name: 'Mine' }) });
        const [foreign, none] = [await other.ask(mutation, input(id)), await other.ask(mutation, input(NO_ACCOUNT))];
        expect(foreign.data?.[mutation]?.userErrors.map(({ code }) => code)).toEqual(['BANK_ACCOUNT_NOT_FOUND']);
        expect(foreign.text).toBe(none.text);
      }
      expect(await other.codes('bankAccountRemove', { bankAccountId: globalId('User', person.id) })).toEqual(['BANK_ACCOUNT_NOT_FOUND']);
      expect(await other.codes('bankAccountAdd', { ...FORM, accountNumber: '11111' })).toEqual([]);
    }
    expect((await uma.list()).map(({ name }) => name)).toEqual(['Checking …111']);
  });

  it('adding and confirming take a factor shown a short while ago, the rest a log-in', async () => {
    const id = await uma.add('11111');
    await app.story.change('UPDATE user_sessions SET stepped_up_at = NULL', []);
    for (const mutation of BANK_ACCOUNT_MUTATIONS) {
      const input = { bankAccountAdd: FORM, bankAccountRename: { bankAccountId: id, name: 'X' } }[mutation as string] ?? {
        bankAccountId: id,
      };
      const codes = (await uma.ask(mutation, input)).errors.map(({ extensions }) => extensions.code);
      const isSensitive = ['bankAccountAdd', 'bankAccountConfirm'].includes(mutation);
      expect([mutation, codes]).toEqual([mutation, isSensitive ? ['MFA_REQUIRED'] : []]);
    }
  });

  it('what cannot be told by letter does not happen', async () => {
    const id = await uma.add('11111');
    app.outbox.fail(new Error('no letters today'));
    try {
      for (const [mutation, input] of [['bankAccountAdd', FORM] as const, ['bankAccountRemove', { bankAccountId: id }] as const]) {
        expect((await uma.ask(mutation, input)).errors.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL_SERVER_ERROR']);
      }
    } finally {
      app.outbox.fail(undefined);
    }
    expect((await uma.list()).map((account) => [account.id, account.isDefault])).toEqual([[id, true]]);
    expect((await entries()).map(({ action }) => action)).toEqual(['BANK_ACCOUNT_ADD']);
  });

  it('an operation adds one account', async () => {
    const { errors } = await app.portal.ask(
      `mutation ($input: BankAccountAddInput!) { a: bankAccountAdd(input: $input) { userErrors { code } } b: bankAccountAdd(input: $input) { userErrors { code } } }`,
      { input: FORM },
      uma.token,
    );
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(await uma.list()).toEqual([]);
  });

  it('takes 30 names a day, so that names cannot be used to find its number out', async () => {
    const id = await uma.add('000123456789');
    for (let count = 0; count < 30; count += 1) await uma.do('bankAccountRename', { bankAccountId: id, name: `00012345${6000 + count}` });
    const { errors } = await uma.ask('bankAccountRename', { bankAccountId: id, name: '000123456789' });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED']);
  });

  it('takes 20 accounts a day', async () => {
    for (let count = 0; count < 20; count += 1) {
      const id = await uma.add(`8880${count}`);
      await uma.do('bankAccountRemove', { bankAccountId: id });
    }
    const { errors } = await uma.ask('bankAccountAdd', FORM);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED']);
  });

  it.each([
    ['for the site', 'UPDATE sites SET payments_are_on = 0'],
    ['for all sites', 'INSERT INTO payment_settings (id, payments_are_on) VALUES (1, 0)'],
  ])('switched off %s there are none, and nothing can be done', async (_where, sql) => {
    const id = await uma.add('11111');
    await app.story.change(sql, []);
    expect([await uma.list(), await uma.node(id)]).toEqual([[], null]);
    for (const mutation of BANK_ACCOUNT_MUTATIONS) {
      const input = { bankAccountAdd: FORM, bankAccountRename: { bankAccountId: id, name: 'X' } }[mutation as string] ?? {
        bankAccountId: id,
      };
      expect([mutation, await uma.codes(mutation, input)]).toEqual([mutation, ['PAYMENTS_OFF']]);
    }
  });

  it('staff who look as the user see the list and change nothing', async () => {
    const id = await uma.add('11111');
    const staff = await app.admin.logIn(await app.story.makePlatformUser());
    const input = { userId: globalId('User', person.id), reason: 'The customer called about a bank account.' };
    const start = 'mutation ($input: ViewAsStartInput!) { viewAsStart(input: $input) { session { token } userErrors { code } } }';
    const { viewAsStart } = await app.admin.data<{ viewAsStart: { session: { token: string } } }>(start, { input }, staff);
    const list = await app.portal.data<{ bankAccounts: { id: string }[] }>('{ bankAccounts { id } }', {}, viewAsStart.session.token);
    expect(list.bankAccounts).toEqual([{ id }]);
    await app.story.change('UPDATE user_sessions SET stepped_up_at = ?', [app.clock.now()]);
    for (const mutation of BANK_ACCOUNT_MUTATIONS) {
      const given = { bankAccountAdd: FORM, bankAccountRename: { bankAccountId: id, name: 'X' } }[mutation as string] ?? {
        bankAccountId: id,
      };
      const { errors } = await app.portal.ask(BankAccountClient.operation(mutation), { input: given }, viewAsStart.session.token);
      expect([mutation, errors.map(({ extensions }) => extensions.code)]).toEqual([mutation, ['FORBIDDEN']]);
    }
  });

  it('the same numbers added at the same time, through two processes, are one account', async () => {
    const [one, other] = [await startPortal({ beside: app }), await startPortal({ beside: app })];
    const told = [one, other].map(({ outbox }) => outbox);
    try {
      const operation = BankAccountClient.operation('bankAccountAdd');
      const answers = await Promise.all(
        [one, other, one, other].map(({ portal }) =>
          portal.data<{ bankAccountAdd: { userErrors: { code: string }[] } }>(operation, { input: FORM }, uma.token),
        ),
      );
      const codes = answers.map(({ bankAccountAdd }) => bankAccountAdd.userErrors[0]?.code ?? 'DONE').sort();
      expect(codes).toEqual(['BANK_ACCOUNT_EXISTS', 'BANK_ACCOUNT_EXISTS', 'BANK_ACCOUNT_EXISTS', 'DONE']);
      expect((await app.container.database.rows('SELECT 1 FROM bank_accounts')).length).toBe(1);
      expect(told.flatMap(({ letters: posted }) => posted)).toHaveLength(1);
      const ids = await Promise.all(['31111', '32222', '33333', '34444'].map((number) => uma.add(number)));
      const makeDefault = BankAccountClient.operation('bankAccountMakeDefault');
      await Promise.all(
        ids.map((bankAccountId, index) => (index % 2 ? other : app).portal.data(makeDefault, { input: { bankAccountId } }, uma.token)),
      );
      expect((await uma.list()).filter(({ isDefault }) => isDefault)).toHaveLength(1);
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  });
});
