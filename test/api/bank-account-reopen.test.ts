import { BankAccountClient, FORM, keyOf, NO_ACCOUNT, stopAccount } from '../support/bank-account-client';
import { globalId } from '../support/ids';
import { startPortal, type Nodes, type Person, type TestPortal } from '../support/portal';

const REOPEN = `mutation ($input: BankAccountReopenInput!) { bankAccountReopen(input: $input) {
  bankAccount { id state stop { reasonCode } isDefault } userErrors { code field } } }`;
const REASON = 'Ticket 4711: the bank confirmed that it may be debited';

interface Reopened {
  bankAccount: { id: string; state: string; stop: object | null; isDefault: boolean } | null;
  userErrors: { code: string; field: string | null }[];
}

describe('a bank account that a return has stopped', () => {
  let app: TestPortal;
  let person: Person;
  let uma: BankAccountClient;
  let token: string;

  beforeAll(async () => (app = await startPortal()));
  beforeEach(async () => {
    await app.truncate();
    person = await app.story.makeUser({ site: await app.story.makeSite(), email: 'uma@example.com' });
    uma = await BankAccountClient.logIn(app, person);
    token = await app.admin.logIn(await app.story.makePlatformUser({ email: 'ann@example.com' }));
  });
  afterAll(() => app.close());

  const stop = (id: string, reasonCode: string): Promise<boolean> => stopAccount(app, id, reasonCode);
  const ask = (bankAccountId: string, input: object = {}, as = token) =>
    app.admin.ask<{ bankAccountReopen: Reopened }>(REOPEN, { input: { bankAccountId, reason: REASON, ...input } }, as);
  const reopen = async (id: string): Promise<Reopened | undefined> => (await ask(id)).data?.bankAccountReopen;
  const letters = (): [string, string][] =>
    app.outbox.letters.flatMap(({ to, content }) =>
      content.kind === 'BANK_ACCOUNT_CHANGED' ? [[to.email, content.what] as [string, string]] : [],
    );

  it('is paid from again once staff lift the stop; the owner is told, and the audit log says why', async () => {
    const id = await uma.add(FORM.accountNumber);
    await stop(id, 'R02');
    app.outbox.letters.length = 0;
    expect(await reopen(id)).toEqual({ bankAccount: { id, state: 'USABLE', stop: null, isDefault: true }, userErrors: [] });
    expect((await uma.list()).map(({ state }) => state)).toEqual(['USABLE']);
    expect(letters()).toEqual([['uma@example.com', expect.stringContaining('"Checking …6789" can be used again')]]);
    const query = `{ auditEntries(filter: { action: BANK_ACCOUNT_REOPEN }) { edges { node { actorName subjectId reason before after } } } }`;
    const { auditEntries } = await app.admin.data<{ auditEntries: Nodes<Record<string, string>> }>(query, {}, token);
    expect(auditEntries.edges.map(({ node }) => node)).toMatchObject([{ actorName: 'ann@example.com', subjectId: id, reason: REASON }]);
    const stoppedAt = app.clock.now().toISOString();
    expect(JSON.parse(auditEntries.edges[0]?.node['before'] ?? '')).toEqual({ state: 'STOPPED', returnReason: 'R02', stoppedAt });
    await stop(id, 'R03');
    expect((await uma.list()).map(({ state }) => state)).toEqual(['STOPPED']);
  });

  it('alone is reopened: the same one of somebody else stays stopped, and cannot be added anew before that is lifted, too', async () => {
    const otto = await BankAccountClient.logIn(
      app,
      await app.story.makeUser({ site: await app.story.makeSite(), email: 'otto@example.com' }),
    );
    const [id, same] = [await uma.add(FORM.accountNumber), await otto.add(FORM.accountNumber)];
    await stop(id, 'R02');
    app.outbox.letters.length = 0;
    await reopen(id);
    expect([(await uma.list())[0]?.state, (await otto.list())[0]?.state]).toEqual(['USABLE', 'STOPPED']);
    expect(letters().map(([email]) => email)).toEqual(['uma@example.com']);
    await uma.do('bankAccountRemove', { bankAccountId: id });
    expect(await uma.codes('bankAccountAdd', FORM)).toEqual(['BANK_ACCOUNT_STOPPED']);
    await reopen(same);
    expect(await uma.codes('bankAccountAdd', FORM)).toEqual([]);
  });

  it('and that was removed can be added again', async () => {
    const id = await uma.add(FORM.accountNumber);
    await stop(id, 'R10');
    await uma.do('bankAccountRemove', { bankAccountId: id });
    app.outbox.letters.length = 0;
    expect(await uma.codes('bankAccountAdd', FORM)).toEqual(['BANK_ACCOUNT_STOPPED']);
    expect((await reopen(id))?.userErrors).toEqual([]);
    expect(letters()).toEqual([]);
    expect(await uma.list()).toEqual([]);
    expect(await uma.codes('bankAccountAdd', FORM)).toEqual([]);
  });

  it('is the default one again where there is none, and is only as usable as it was before', async () => {
    const [id, other] = [await uma.add(FORM.accountNumber), await uma.add('98765432', { makeDefault: true })];
    await stop(id, 'R02');
    await uma.do('bankAccountRemove', { bankAccountId: other });
    expect((await uma.list()).map(({ isDefault }) => isDefault)).toEqual([false]);
    expect((await reopen(id))?.bankAccount?.isDefault).toBe(true);
    await stop(id, 'R02');
    await app.story.change('UPDATE bank_accounts SET needs_confirmation = 1 WHERE id = ?', [keyOf(id)]);
    app.outbox.letters.length = 0;
    expect((await reopen(id))?.bankAccount?.state).toBe('TO_BE_CONFIRMED');
    expect(letters()[0]?.[1]).toMatch(/is no longer stopped\. .*confirm it/);
  });

  it('is the only kind there is to reopen, for a reason, by an administrator', async () => {
    const id = await uma.add(FORM.accountNumber);
    expect(await reopen(id)).toEqual({ bankAccount: null, userErrors: [{ code: 'BANK_ACCOUNT_NOT_STOPPED', field: 'bankAccountId' }] });
    await stop(id, 'R02');
    const codes = async (...given: Parameters<typeof ask>): Promise<string[]> =>
      (await ask(...given)).errors.map((error) => error.extensions.code);
    expect(await codes(id, { reason: 'because' })).toEqual(['BAD_USER_INPUT']);
    for (const unknown of [NO_ACCOUNT, globalId('User', person.id)]) expect(await codes(unknown)).toEqual(['NOT_FOUND']);
    const care = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
    expect(await codes(id, {}, care)).toEqual(['FORBIDDEN']);
    expect((await uma.list()).map(({ state }) => state)).toEqual(['STOPPED']);
  });
});
