import { type GraphQLSchema } from 'graphql';
import { ENDS_SESSION, FOR_ANYONE } from '../support/for-anyone';
import type { Answer, ApiClient, TestPortal } from '../support/portal';
import { startPortal } from '../support/portal';
import { argumentsFor, introspect, operationOf, rootFields, type RootField } from '../support/schema-walk';

/** What CUSTOMER_CARE may do beyond looking (domain.md §1: resetting a password, resyncing one customer): name it here when it exists. */
const FOR_CUSTOMER_CARE: string[] = [
  'viewAsStart',
  'viewAsEnd',
  'userSessionsEnd',
  'mailRetry',
  'paymentHandOverRetry',
  'paymentFindingClose',
  'customerSyncStart',
  'userResetPassword',
  'userResendRegistration',
];

/** What everybody may do about their own log-in. */
const FOR_ONESELF = [
  ...['sessionRevoke', 'sessionsRevokeOthers', 'sessionsRevokeAll', 'stepUpBegin', 'recoveryCodesRenew', 'passwordChange'],
  ...['authenticatorAppBegin', 'authenticatorAppConfirm', 'authenticatorAppRemove'],
];

/** Queries that only administrators may ask. */
const FOR_ADMINISTRATORS = ['platformUsers'];

/** So that a session that has ended lets nothing pass unseen. */
function endersLast(schema: GraphQLSchema): RootField[] {
  const place = ({ field }: RootField): number => ENDS_SESSION.indexOf(field.name);
  return rootFields(schema).toSorted((one, other) => place(one) - place(other));
}

describe('who may ask for what, over every root field there is', () => {
  let app: TestPortal;
  let portalSchema: GraphQLSchema;
  let adminSchema: GraphQLSchema;

  beforeAll(async () => {
    app = await startPortal();
    portalSchema = await introspect(app.portal);
    adminSchema = await introspect(app.admin);
  });
  afterAll(() => app.close());

  function ask(api: ApiClient, root: RootField, token?: string): Promise<Answer> {
    return api.ask(operationOf(root, 3), argumentsFor(root), token);
  }

  const codesOf = (answer: Answer): string[] => answer.errors.map((error) => error.extensions.code);

  it.each(['portal', 'admin'] as const)('%s: without a session everything but logging in and out is UNAUTHENTICATED', async (name) => {
    const roots = rootFields(name === 'portal' ? portalSchema : adminSchema);
    expect(roots.length).toBeGreaterThan(5);
    for (const root of roots) {
      for (const token of [undefined, 'nonsense', 'A'.repeat(43)]) {
        const expected = FOR_ANYONE.includes(root.field.name) ? [] : ['UNAUTHENTICATED'];
        expect([root.field.name, codesOf(await ask(app[name], root, token))]).toEqual([root.field.name, expected]);
      }
    }
  });

  it.each(['portal', 'admin'] as const)('%s: a token of the other realm is no session', async (name) => {
    const site = await app.story.makeSite();
    const tokens = {
      portal: await app.portal.logIn(await app.story.makeUser({ site })),
      admin: await app.admin.logIn(await app.story.makePlatformUser()),
    };
    const foreign = tokens[name === 'portal' ? 'admin' : 'portal'];
    for (const root of rootFields(name === 'portal' ? portalSchema : adminSchema)) {
      if (FOR_ANYONE.includes(root.field.name)) continue;
      expect([root.field.name, codesOf(await ask(app[name], root, foreign))]).toEqual([root.field.name, ['UNAUTHENTICATED']]);
    }
    const own = await app[name].data('{ viewer { email } }', {}, tokens[name]);
    expect(own).toEqual({ viewer: { email: expect.any(String) as unknown } });
  });

  it('admin: CUSTOMER_CARE looks at everything and changes nothing', async () => {
    const token = await app.admin.logIn(await app.story.makePlatformUser({ role: 'CUSTOMER_CARE' }));
    for (const root of endersLast(adminSchema)) {
      if (FOR_ANYONE.includes(root.field.name)) continue;
      const codes = codesOf(await ask(app.admin, root, token));
      if ([...FOR_CUSTOMER_CARE, ...FOR_ONESELF].includes(root.field.name))
        expect([root.field.name, codes]).not.toEqual([root.field.name, ['FORBIDDEN']]);
      else if (root.kind === 'mutation') expect([root.field.name, codes]).toEqual([root.field.name, ['FORBIDDEN']]);
      else if (FOR_ADMINISTRATORS.includes(root.field.name)) expect([root.field.name, codes]).toEqual([root.field.name, ['FORBIDDEN']]);
      else expect([root.field.name, codes]).not.toEqual([root.field.name, ['FORBIDDEN']]);
    }
  });

  it('admin: an administrator is kept from nothing', async () => {
    const token = await app.admin.logIn(await app.story.makePlatformUser({ role: 'ADMINISTRATOR' }));
    for (const root of endersLast(adminSchema)) {
      const codes = codesOf(await ask(app.admin, root, token));
      expect(codes).not.toContain('FORBIDDEN');
    }
  });

  it('admin: a change of role counts at the next request', async () => {
    const staff = await app.story.makePlatformUser({ role: 'ADMINISTRATOR' });
    const token = await app.admin.logIn(staff);
    const create = 'mutation ($input: SiteCreateInput!) { siteCreate(input: $input) { userErrors { code } } }';
    const input = { siteKey: 'role-test', name: 'Role', url: 'https://role.example', takesUnlabelled: false, privateLabels: [] };
    expect(codesOf(await app.admin.ask(create, { input }, token))).toEqual([]);
    await app.story.change("UPDATE platform_users SET role = 'CUSTOMER_CARE' WHERE id = ?", [staff.id]);
    expect(codesOf(await app.admin.ask(create, { input }, token))).toEqual(['FORBIDDEN']);
    await app.story.change('UPDATE platform_users SET disabled_at = ? WHERE id = ?', [new Date(), staff.id]);
    expect(codesOf(await app.admin.ask(create, { input }, token))).toEqual(['UNAUTHENTICATED']);
  });
});
