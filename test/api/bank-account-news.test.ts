import type { BankAccountCorrection } from '../../src/domain/bank-accounts/bank-account-changes';
import { BankAccountClient, FORM, keyOf, stopAccount } from '../support/bank-account-client';
import { globalId } from '../support/ids';
import { PaymentStory } from '../support/payment-story';
import { startPortal, type Person, type TestPortal } from '../support/portal';

const NOTHING: BankAccountCorrection = {
  code: 'C01',
  receivedOn: '2026-11-20',
  routingNumber: null,
  accountNumber: null,
  accountType: null,
  accountHolderName: null,
};

interface ForStaff {
  name: string;
  state: string;
  removedAt: string | null;
  checkedAt: string | null;
  correctionCode: string | null;
  stop: { stoppedAt: string; reasonCode: string; explanation: string } | null;
}

describe('what banks make known of bank accounts', () => {
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

  const stop = (id: string, reasonCode: string, fingerprint?: Buffer): Promise<boolean> => stopAccount(app, id, reasonCode, fingerprint);
  const correct = (id: string, correction: Partial<BankAccountCorrection>): Promise<void> =>
    app.container.database.transaction((transaction) =>
      app.container.bankAccountChanges.correct(transaction, keyOf(id), { ...NOTHING, ...correction }),
    );
  const usable = (userId: number, id: string) =>
    app.container.database.transaction((transaction) => app.container.bankAccountFinder.findUsable(transaction, userId, keyOf(id)));
  const codeOf = async (userId: number, id: string): Promise<string> => {
    const outcome = await usable(userId, id);
    return outcome.done ? 'USABLE' : (outcome.refusals[0]?.code ?? '');
  };
  const letters = (): [string, string][] =>
    app.outbox.letters.flatMap(({ to, content }) =>
      content.kind === 'BANK_ACCOUNT_CHANGED' ? [[to.email, content.what] as [string, string]] : [],
    );
  const actions = async (): Promise<string[]> =>
    (
      await app.container.database.rows<{ action: string }>(
        "SELECT action FROM audit_entries WHERE action LIKE 'BANK_ACCOUNT%' ORDER BY id",
      )
    ).map(({ action }) => action);

  it('a usable account opens for its owner alone', async () => {
    const id = await uma.add('000123456789');
    const found = await usable(person.id, id);
    expect(found).toMatchObject({
      done: true,
      value: { id: keyOf(id), routingNumber: FORM.routingNumber, accountNumber: '000123456789', accountType: 'CHECKING', lastFour: '6789' },
    });
    const sealed = found.done ? found.value.sealedForPayment : '';
    expect(sealed).not.toContain('123456789');
    expect(app.container.bankAccountNumbers.openForPayment(sealed)).toEqual({
      routingNumber: FORM.routingNumber,
      accountNumber: '000123456789',
      accountType: 'CHECKING',
      accountHolderName: 'Harbor Light LLC',
    });
    expect(await codeOf(person.id + 1, id)).toBe('BANK_ACCOUNT_NOT_FOUND');
    for (const [change, code] of [
      ["check_result = 'NOT_FOUND'", 'BANK_ACCOUNT_NOT_VERIFIED'],
      ["check_result = 'UNANSWERED'", 'BANK_ACCOUNT_NOT_VERIFIED'],
      ["check_result = 'FOUND'", 'USABLE'],
      ['needs_confirmation = 1', 'BANK_ACCOUNT_TO_BE_CONFIRMED'],
      ["stopped_at = '2026-11-23', stop_reason_code = 'R02'", 'BANK_ACCOUNT_STOPPED'],
      ['is_kept = NULL', 'BANK_ACCOUNT_NOT_FOUND'],
    ]) {
      await app.story.change(`UPDATE bank_accounts SET ${change}`, []);
      expect([change, await codeOf(person.id, id)]).toEqual([change, code]);
    }
  });

  it('a return stops the account, and the same one of everybody else, and tells each owner once', async () => {
    const other = await BankAccountClient.logIn(
      app,
      await app.story.makeUser({ site: await app.story.makeSite(), email: 'otto@example.com' }),
    );
    const [id, another, same] = [await uma.add('000123456789'), await uma.add('98765432'), await other.add('000-123-456-789')];
    app.outbox.letters.length = 0;
    await stop(id, 'R02');
    await stop(id, 'R02');
    await stop(same, 'R03');
    expect((await uma.list()).map(({ id: key, state }) => [key, state])).toEqual([
      [id, 'STOPPED'],
      [another, 'USABLE'],
    ]);
    expect((await other.list())[0]?.explanation).toContain('The account has been closed.');
    expect(letters().map(([email]) => email)).toEqual(['uma@example.com', 'otto@example.com']);
    expect(letters()[0]?.[1]).toContain('"Checking …6789"');
    expect((await actions()).filter((action) => action === 'BANK_ACCOUNT_STOP')).toHaveLength(2);
  });

  describe('a return of a payment that was made before a correction', () => {
    const RIGHT = '555-66677788';
    let other: BankAccountClient;
    let id: string;
    let same: string;
    let before: Buffer;
    beforeEach(async () => {
      other = await BankAccountClient.logIn(app, await app.story.makeUser({ site, email: 'otto@example.com' }));
      [id, same] = [await uma.add('000123456789'), await other.add('000123456789')];
      before = await new PaymentStory(app).fingerprintOf(keyOf(id));
      await correct(id, { code: 'C01', accountNumber: RIGHT });
      app.outbox.letters.length = 0;
    });
    const states = async (): Promise<unknown[]> => [...(await uma.list()), ...(await other.list())].map(({ state }) => state);

    it.each(['R02', 'R03', 'R04'])('for %s, which is about the old numbers, stops only what still has those', async (reason) => {
      expect(await stop(id, reason, before)).toBe(false);
      expect(await states()).toEqual(['USABLE', 'STOPPED']);
      expect(letters().map(([email]) => email)).toEqual(['otto@example.com']);
    });

    it.each(['R10', 'R16'])('for %s, which is about the account holder, stops it as well', async (reason) => {
      expect(await stop(id, reason, before)).toBe(true);
      expect(await states()).toEqual(['STOPPED', 'STOPPED']);
      expect(letters()).toHaveLength(2);
    });

    it('stops it for any of these reasons where the payment was made with the numbers it has now', async () => {
      expect(await stop(id, 'R03')).toBe(true);
      expect(await states()).toEqual(['STOPPED', 'USABLE']);
      expect(await stop(same, 'R03')).toBe(true);
      expect(await states()).toEqual(['STOPPED', 'STOPPED']);
    });
  });

  it('a stopped account is not to be had again by removing and adding it', async () => {
    const id = await uma.add('000123456789');
    await stop(id, 'R10');
    await uma.do('bankAccountRemove', { bankAccountId: id });
    expect(await uma.codes('bankAccountAdd', FORM)).toEqual(['BANK_ACCOUNT_STOPPED']);
  });

  it('a correction beyond doubt is applied once, and the owner is told', async () => {
    const id = await uma.add('000123456789');
    app.outbox.letters.length = 0;
    const moved = { code: 'C03', routingNumber: '121000248', accountNumber: '555-66677788' };
    await correct(id, moved);
    await correct(id, moved);
    expect(await uma.list()).toMatchObject([
      { id, state: 'USABLE', name: 'Checking …7788', lastFour: '7788', bankName: 'Wells Fargo Bank' },
    ]);
    expect(await usable(person.id, id)).toMatchObject({ value: { routingNumber: '121000248', accountNumber: '555-66677788' } });
    expect(letters()).toHaveLength(1);
    expect((await actions()).filter((action) => action === 'BANK_ACCOUNT_CORRECT')).toHaveLength(1);
    expect(await uma.codes('bankAccountAdd', { ...FORM, routingNumber: '121000248', accountNumber: '55566677788' })).toEqual([
      'BANK_ACCOUNT_EXISTS',
    ]);
    expect(await uma.codes('bankAccountAdd', FORM)).toEqual([]);
  });

  it('the kind of account is corrected, too', async () => {
    const id = await uma.add('000123456789');
    await correct(id, { code: 'C05', accountType: 'SAVINGS' });
    expect(await usable(person.id, id)).toMatchObject({ value: { accountType: 'SAVINGS', accountNumber: '000123456789' } });
  });

  it.each<[string, Partial<BankAccountCorrection>]>([
    ['a routing number that cannot be', { code: 'C02', routingNumber: '123456789' }],
    ['a number that the user has as another account', { code: 'C01', accountNumber: '98765432' }],
    ['a number that cannot be', { code: 'C01', accountNumber: '12*4' }],
    ['another holder', { code: 'C04', accountHolderName: 'Harbour Light Inc' }],
    ['a code without a value', { code: 'C01' }],
  ])('%s changes nothing: the owner is asked to confirm, once', async (_what, correction) => {
    await uma.add('98765432');
    const id = await uma.add('000123456789');
    app.outbox.letters.length = 0;
    await correct(id, correction);
    const shown = (await uma.list()).find((account) => account.id === id);
    expect(shown).toMatchObject({ state: 'TO_BE_CONFIRMED', lastFour: '6789', holderName: 'Harbor Light LLC' });
    expect(letters()[0]?.[1]).toContain('confirm');
    const confirmed = await uma.do('bankAccountConfirm', { bankAccountId: id });
    expect([confirmed.userErrors, confirmed.bankAccount?.state]).toEqual([[], 'USABLE']);
    await correct(id, correction);
    expect((await uma.list()).map(({ state }) => state)).toEqual(['USABLE', 'USABLE']);
    expect(letters()).toHaveLength(1);
    expect(await uma.codes('bankAccountConfirm', { bankAccountId: id })).toEqual(['NOTHING_TO_CONFIRM']);
  });

  it.each<[string, Partial<BankAccountCorrection>]>([
    ['an individual id', { code: 'C09' }],
    ['an SEC code', { code: 'C14' }],
  ])('%s is none of the account holder’s', async (_what, correction) => {
    const id = await uma.add('000123456789');
    app.outbox.letters.length = 0;
    await correct(id, correction);
    expect([(await uma.list())[0]?.state, letters()]).toEqual(['USABLE', []]);
  });

  it('whoever confirms may enter the numbers anew; they are held to what adding is', async () => {
    await uma.add('98765432');
    const id = await uma.add('000123456789');
    await correct(id, { code: 'C02', routingNumber: '123456789' });
    const confirm = (input: object) => uma.codes('bankAccountConfirm', { bankAccountId: id, ...input });
    expect(await confirm({ routingNumber: '123456789' })).toEqual(['ROUTING_NUMBER_INVALID']);
    expect(await confirm({ accountNumber: '1' })).toEqual(['ACCOUNT_NUMBER_INVALID']);
    expect(await confirm({ accountNumber: '98765432' })).toEqual(['BANK_ACCOUNT_EXISTS']);
    app.outbox.letters.length = 0;
    const { bankAccount } = await uma.do('bankAccountConfirm', {
      bankAccountId: id,
      routingNumber: '121000248',
      holderName: 'Harbour Light Inc',
    });
    expect(bankAccount).toMatchObject({ state: 'USABLE', bankName: 'Wells Fargo Bank', holderName: 'Harbour Light Inc' });
    expect(await usable(person.id, id)).toMatchObject({ value: { routingNumber: '121000248', accountNumber: '000123456789' } });
    expect(letters()).toHaveLength(1);
  });

  it('a stopped account cannot be confirmed', async () => {
    const id = await uma.add('000123456789');
    await correct(id, { code: 'C04', accountHolderName: 'Other' });
    await stop(id, 'R03');
    expect(await uma.codes('bankAccountConfirm', { bankAccountId: id })).toEqual(['BANK_ACCOUNT_STOPPED']);
  });

  it('staff see what was removed and stopped, and why', async () => {
    const [stopped, removed] = [await uma.add('000123456789'), await uma.add('98765432')];
    await stop(stopped, 'R02');
    await uma.do('bankAccountRemove', { bankAccountId: removed });
    const staff = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
    const fields = 'name state removedAt checkedAt correctionCode stop { stoppedAt reasonCode explanation }';
    const query = `query ($id: ID!) { user(id: $id) { bankAccounts { ${fields} } } }`;
    const { user } = await app.admin.data<{ user: { bankAccounts: ForStaff[] } }>(query, { id: globalId('User', person.id) }, staff);
    const now = app.clock.now().toISOString();
    const rest = { checkedAt: null, correctionCode: null };
    expect(user.bankAccounts).toEqual([
      { name: 'Checking …5432', state: 'USABLE', removedAt: now, stop: null, ...rest },
      {
        name: 'Checking …6789',
        state: 'STOPPED',
        removedAt: null,
        stop: { stoppedAt: now, reasonCode: 'R02', explanation: 'The account was open once and is closed now.' },
        ...rest,
      },
    ]);
    const node = 'query ($id: ID!) { node(id: $id) { ... on BankAccount { name } } }';
    expect(await app.admin.data(node, { id: removed }, staff)).toEqual({ node: { name: 'Checking …5432' } });
    const costs = await app.statementsOf(() => app.admin.data(`{ users { edges { node { bankAccounts { name } } } } }`, {}, staff));
    expect(costs.length).toBeLessThanOrEqual(3);
  });
});
