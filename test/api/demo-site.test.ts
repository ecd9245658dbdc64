import { createSecureSite, NEWCOMER, SECURE_PEOPLE, SECURE_SITE } from '../../src/demo/secure-site';
import { DEMO_STORIES, STORY_LABEL } from '../../src/simulator/demo-stories';
import { startPortal, type TestPortal } from '../support/portal';

const SUBMIT = 'mutation ($input: EnrolmentSubmitInput!) { enrolmentSubmit(input: $input) { message userErrors { code } } }';

describe('the demo’s second site', () => {
  let app: TestPortal;

  beforeAll(async () => {
    app = await startPortal({ enrolment: { floorMs: 0 } });
  });
  beforeEach(async () => {
    await app.truncate();
    const { lessee, stranger, guarantor } = DEMO_STORIES;
    for (const { AccountOid } of [lessee, stranger, guarantor]) {
      const made = await app.story.makeAccount({ emails: NEWCOMER.email });
      await app.story.makeContract({ label: STORY_LABEL, roles: [[AccountOid, 'CUSTOMER']] });
      await app.story.change('UPDATE accounts SET id = ? WHERE id = ?', [AccountOid, made]);
    }
  });
  afterAll(() => app.close());

  const create = async (): Promise<void> => createSecureSite(app.container, await app.container.passwords.hash('a demo needs no secrets'));
  const emailsOn = async (siteKey: string): Promise<string[]> => {
    const sql = 'SELECT email FROM users JOIN sites site ON site.id = users.site_id WHERE site.site_key = ? ORDER BY email';
    return (await app.container.database.rows<{ email: string }>(sql, [siteKey])).map(({ email }) => email);
  };

  it('begins anew each time, and leaves other sites alone', async () => {
    const other = await app.story.makeSite({ siteKey: 'other', labels: [STORY_LABEL] });
    await app.story.makeUser({ site: other, email: 'somebody@other.example' });
    await create();
    await app.story.change('UPDATE users SET email = ?, email_key = email WHERE email = ?', [NEWCOMER.email, SECURE_PEOPLE.lessee.email]);
    await create();
    expect(await emailsOn(SECURE_SITE.siteKey)).toEqual(
      Object.values(SECURE_PEOPLE)
        .map(({ email }) => email)
        .sort(),
    );
    expect(await emailsOn('other')).toEqual(['somebody@other.example']);
  });

  it('can be told of any number of times within an hour', async () => {
    const fail = async (): Promise<string> => {
      const input = { siteKey: SECURE_SITE.siteKey, ...NEWCOMER, billingPostalCode: '99999' };
      const { errors } = await app.portal.ask(SUBMIT, { input });
      return errors.map(({ extensions }) => extensions.code).join();
    };
    await create();
    for (let times = 0; times < 5; times += 1) expect(await fail()).toBe('');
    expect(await fail()).toBe('RATE_LIMITED');
    await create();
    expect(await fail()).toBe('');
  });
});
