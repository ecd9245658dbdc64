import { randomUUID } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { AUTHORIZATION_VERSION } from '../../src/domain/payments/authorization';
import { globalId } from '../support/ids';
import { PaymentStory } from '../support/payment-story';
import { startPortal, type TestPortal } from '../support/portal';
import { argumentsFor, idPlaces, introspect, nestedIdArguments, operationOf, rootFields, type IdPlace } from '../support/schema-walk';

const UNKNOWN = 987_654_321;
const MALFORMED = ['', ' ', 'x', '%%%', '12', 'Contract:1', '../../etc', "' OR 1=1 --", 'ÄÖÜ', '\u0000', 'A'.repeat(10_000)];
const NOT_OURS = [
  'Contract:0',
  'Contract:-1',
  'Contract:01',
  'Contract:1e3',
  'Contract:',
  'contract:1',
  ':1',
  'Contract:1 ',
  'Contract:1:2',
];

describe('an object that is not visible answers exactly as one that does not exist', () => {
  let app: TestPortal;
  let schema: GraphQLSchema;
  let token: string;
  const own: Record<string, string> = {};
  const foreign: Record<string, string> = {};
  const payers = new Map<object, { userId: number; siteId: number; contractId: number }>();
  /** A session that can be ended is no node. */
  const sessions: Record<'own' | 'foreign', string> = { own: '', foreign: '' };

  async function makeBook(ids: Record<string, string>, label: string): Promise<string> {
    const { story } = app;
    const site = await story.makeSite({ labels: [label], takesUnlabelled: false });
    const account = await story.makeAccount();
    const contract = await story.makeContract({ roles: [[account, 'CUSTOMER']], label });
    const invoice = await story.makeInvoice({ lines: [{ contract }] });
    const payment = await story.makeReceivedPayment({ contractId: contract });
    const user = await story.makeUser({ site, accounts: [account] });
    payers.set(ids, { userId: user.id, siteId: site.id, contractId: contract });
    await renewPayments(ids);
    Object.assign(ids, {
      Account: globalId('Account', account),
      Contract: globalId('Contract', contract),
      Invoice: globalId('Invoice', invoice),
      InvoiceLine: globalId('InvoiceLine', `${invoice}.1`),
      ReceivedPayment: globalId('ReceivedPayment', payment),
      Site: globalId('Site', site.id),
      User: globalId('User', user.id),
    });
    await app.portal.logIn(user);
    const session = await app.portal.logIn(user);
    await app.story.change('UPDATE user_sessions SET stepped_up_at = ?', [app.clock.now()]);
    return session;
  }

  /** A bank account and a payment that nothing was done with yet. */
  async function renewPayments(ids: Record<string, string>): Promise<void> {
    const payer = payers.get(ids) as { userId: number; siteId: number; contractId: number };
    const stories = new PaymentStory(app);
    const bankAccountId = await stories.makeBankAccount({ userId: payer.userId, accountNumber: `88${app.story.nextId()}` });
    const { id } = await stories.makePayment({ ...payer, bankAccountId });
    Object.assign(ids, { BankAccount: globalId('BankAccount', bankAccountId), Payment: globalId('Payment', id) });
  }

  async function otherSession(of: string): Promise<string> {
    const { viewer } = await app.portal.data<{ viewer: { sessions: { id: string; isCurrent: boolean }[] } }>(
      '{ viewer { sessions { id isCurrent } } }',
      {},
      of,
    );
    return viewer.sessions.find(({ isCurrent }) => !isCurrent)?.id ?? '';
  }

  beforeAll(async () => {
    app = await startPortal();
    token = await makeBook(own, 'OWN');
    sessions.own = await otherSession(token);
    sessions.foreign = await otherSession(await makeBook(foreign, 'FOREIGN'));
    schema = await introspect(app.portal);
  });
  afterAll(() => app.close());

  async function answerTo({ root, path }: IdPlace, id: unknown): Promise<string> {
    const named = {
      ...{ idempotencyKey: randomUUID(), authorizationVersion: AUTHORIZATION_VERSION },
      ...{ contractId: own['Contract'], bankAccountId: own['BankAccount'], paymentId: own['Payment'] },
    };
    const { status, text } = await app.portal.ask(operationOf(root), argumentsFor(root, { path, value: id }, named), token);
    return `${status} ${text}`;
  }

  function places(): IdPlace[] {
    return rootFields(schema).flatMap(idPlaces);
  }

  const nameOf = ({ root, path }: IdPlace): string => [root.field.name, ...path].join('.');

  it('knows every type that has ids, and every place that takes one', () => {
    const nodes = schema.getPossibleTypes(schema.getType('Node') as never).map((type) => type.name);
    expect(Object.keys(own).sort()).toEqual([...nodes].sort());
    expect(places().map(nameOf)).toEqual(expect.arrayContaining(['contract.id', 'invoice.id', 'node.id', 'invoices.filter.contractId']));
    expect(nestedIdArguments(schema)).toEqual([]);
  });

  it('tells own objects from others at all', async () => {
    for (const place of places()) {
      await renewPayments(own);
      await app.story.change('UPDATE bank_accounts SET is_kept = 1, needs_confirmation = 1', []);
      const answers = await Promise.all([...Object.values(own), sessions.own].map((id) => answerTo(place, id)));
      const unknown = await answerTo(place, globalId('Contract', UNKNOWN));
      const found = answers.filter((answer) => answer !== unknown).length;
      expect([nameOf(place), found]).toEqual([nameOf(place), nameOf(place) === 'node.id' ? Object.keys(own).length : 1]);
    }
  });

  it('foreign ids, ids of a wrong type and unknown ids get one and the same answer, byte for byte', async () => {
    for (const place of places()) {
      // Nobody may ask so often; how often is asked elsewhere.
      await app.story.change('DELETE FROM throttles', []);
      const unknown = await answerTo(place, globalId('Contract', UNKNOWN));
      const ids = [
        ...Object.values(foreign),
        sessions.foreign,
        globalId('OwnSession', UNKNOWN),
        ...Object.keys(own).map((type) => globalId(type, UNKNOWN)),
        globalId('InvoiceLine', `${UNKNOWN}.1`),
        globalId('PlatformUser', 1),
        globalId('Nothing', 1),
        globalId('Contract', '9999999999999999'),
      ];
      for (const id of ids) expect([nameOf(place), id, await answerTo(place, id)]).toEqual([nameOf(place), id, unknown]);
    }
  });

  it('a line number that an own invoice does not have is unknown, too', async () => {
    const [, key] = Buffer.from(own['Invoice'] as string, 'base64')
      .toString()
      .split(':');
    const answer = await app.portal.data('query ($id: ID!) { node(id: $id) { id } }', { id: globalId('InvoiceLine', `${key}.2`) }, token);
    expect(answer).toEqual({ node: null });
  });

  it('malformed ids are BAD_USER_INPUT everywhere', async () => {
    const padded = `${globalId('Contract', 1)}==`;
    for (const place of places()) {
      for (const id of [...MALFORMED, padded, ...NOT_OURS.map((text) => Buffer.from(text).toString('base64').replace(/=+$/, ''))]) {
        const { root, path } = place;
        const answer = await app.portal.ask(operationOf(root), argumentsFor(root, { path, value: id }), token);
        expect([nameOf(place), id.slice(0, 20), answer.errors.map((error) => error.extensions.code)]).toEqual([
          nameOf(place),
          id.slice(0, 20),
          ['BAD_USER_INPUT'],
        ]);
      }
    }
  });
});
