import { BankAccountClient, BANK_ACCOUNT_MUTATIONS, FORM, keyOf, stopAccount } from '../support/bank-account-client';
import { dumpOf } from '../support/dump';
import { globalId } from '../support/ids';
import { startPortal, type TestPortal } from '../support/portal';

const SECRETS = {
  added: '702913845561',
  hyphenated: '702-913-845-562',
  lettered: 'QX7029138455',
  tooLong: '702913845563702913845563',
  corrected: '702913845564',
  confirmed: '702913845565',
  mistyped: '702913845566',
  inName: '702913845567',
  asNumber: 702913845568,
  short: '7029',
};

/** In none of the ways that people write it. */
function forms(secret: string | number): string[] {
  const text = String(secret);
  return [text, text.replace(/-/g, '')];
}

describe('after all that can be done with bank accounts', () => {
  let app: TestPortal;
  const answers: string[] = [];
  let dump: string;
  let mails: string;

  beforeAll(async () => {
    app = await startPortal();
    const site = await app.story.makeSite();
    const person = await app.story.makeUser({ site });
    const client = await BankAccountClient.logIn(app, person);
    const ask: BankAccountClient['ask'] = async (mutation, input) => {
      const answer = await client.ask(mutation, input);
      answers.push(answer.text);
      return answer;
    };
    const add = async (accountNumber: unknown, input: object = {}) => ask('bankAccountAdd', { ...FORM, accountNumber, ...input });
    const id = (await add(SECRETS.added)).data?.['bankAccountAdd']?.bankAccount?.id ?? '';
    for (const number of [SECRETS.hyphenated, SECRETS.lettered, SECRETS.short]) await add(number);
    await add(SECRETS.added);
    await add(SECRETS.tooLong);
    await add(SECRETS.mistyped, { routingNumber: SECRETS.mistyped });
    await add(SECRETS.inName, { name: SECRETS.inName, holderName: SECRETS.inName });
    for (const wrong of [SECRETS.asNumber, [SECRETS.added], { number: SECRETS.added }, null, 'x'.repeat(50) + SECRETS.tooLong])
      await add(wrong);
    await add(SECRETS.added, { accountType: SECRETS.added });
    await add(SECRETS.added, { holderType: [SECRETS.added, '; at "x"; y'], more: SECRETS.added });
    await ask('bankAccountRename', { bankAccountId: id, name: `My ${SECRETS.added}` });
    await askLiterally(client);
    await correctAndConfirm(id, ask);
    await stopAccount(app, id, 'R02');
    for (const mutation of BANK_ACCOUNT_MUTATIONS.slice(1)) await ask(mutation, { bankAccountId: id, name: 'x' });
    await lookAsStaff(person.id);
    dump = await dumpOf(app);
    mails = JSON.stringify(await app.deliverMail());
  }, 60_000);
  afterAll(() => app.close());

  async function askLiterally({ token }: BankAccountClient): Promise<void> {
    const rest = `routingNumber: "${FORM.routingNumber}", holderName: "H", holderType: COMPANY, accountType: CHECKING`;
    for (const literal of [
      SECRETS.asNumber,
      `["${SECRETS.added}"]`,
      `{ a: "${SECRETS.added}" }`,
      `"${SECRETS.added}" "${SECRETS.added}"`,
    ]) {
      const query = `mutation { bankAccountAdd(input: { accountNumber: ${literal}, ${rest} }) { notice } }`;
      const answer = await app.portal.ask(query, {}, token);
      expect(answer.errors.map(({ extensions }) => extensions.code)).toContain('BAD_USER_INPUT');
      answers.push(answer.text);
    }
  }

  async function correctAndConfirm(id: string, ask: BankAccountClient['ask']): Promise<void> {
    const { database, bankAccountChanges } = app.container;
    const nothing = { receivedOn: '2026-11-20', routingNumber: null, accountType: null, accountHolderName: null };
    const correct = (code: string, accountNumber: string) =>
      database.transaction((transaction) => bankAccountChanges.correct(transaction, keyOf(id), { ...nothing, code, accountNumber }));
    await correct('C01', SECRETS.corrected);
    await correct('C04', SECRETS.confirmed);
    await ask('bankAccountConfirm', { bankAccountId: id, accountNumber: SECRETS.tooLong });
    await ask('bankAccountConfirm', { bankAccountId: id, accountNumber: SECRETS.confirmed });
  }

  async function lookAsStaff(userId: number): Promise<void> {
    const staff = await app.admin.logIn(await app.story.makePlatformUser());
    const query = `query ($id: ID!) { user(id: $id) { bankAccounts { name holderName lastFour explanation stop { explanation } } mails { edges { node { subject } } } }
      auditEntries(first: 100) { edges { node { summary before after } } } }`;
    const answer = await app.admin.ask(query, { id: globalId('User', userId) }, staff);
    expect(answer.errors).toEqual([]);
    answers.push(answer.text);
  }

  it.each(Object.entries(SECRETS))('the number that was %s is whole in no answer, row, log line or mail', (_how, secret) => {
    expect(answers.length).toBeGreaterThan(25);
    expect(mails).toContain('was added to pay from');
    const places = { answers: answers.join('\n'), dump, log: app.logText(), mails };
    for (const [place, text] of Object.entries(places)) {
      const isThere = forms(secret).some((form) =>
        secret === SECRETS.short ? new RegExp(`[^0-9]${form}[^0-9]`).test(text) : text.includes(form),
      );
      expect([place, isThere]).toEqual([place, false]);
    }
  });

  it('but the last four digits are', () => {
    expect(answers.join('\n')).toContain('…5561');
    expect(dump).toContain('…5565');
  });
});
