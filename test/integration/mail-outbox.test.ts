import type { Letter, LetterContent } from '../../src/domain/mail/letter';
import { startPortal, type TestPortal } from '../support/portal';

const CODE: LetterContent = { kind: 'LOG_IN_CODE', code: '493027', minutes: 5 };
const BRANDING = { siteName: 'North', siteUrl: 'https://north.example', supportEmail: 'help@north.example', buttonColor: '#ffcc00' };

describe('the outbox', () => {
  let app: TestPortal;

  beforeAll(async () => (app = await startPortal()));
  beforeEach(() => app.truncate());
  afterEach(() => app.mailer.recover());
  afterAll(() => app.close());

  const letter = (parts: Partial<Letter> = {}): Letter => ({
    realm: 'PORTAL',
    personId: 7,
    siteId: 3,
    to: { email: 'dana@example.com', name: 'Dana' },
    branding: BRANDING,
    content: CODE,
    ...parts,
  });
  const post = (parts: Partial<Letter> = {}): Promise<void> =>
    app.container.database.transaction((transaction) => app.container.outbox.post(transaction, letter(parts)));
  const rows = <Row = Record<string, unknown>>(): Promise<Row[]> => app.container.database.rows<Row>('SELECT * FROM mails ORDER BY id');

  it('sends what was committed, once', async () => {
    await post();
    expect(await app.deliverMail()).toMatchObject([{ to: 'dana@example.com', fromName: 'North', code: '493027' }]);
    expect(await app.deliverMail()).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'SENT', attempts: 1, server_answer: '250 OK', sealed_body: null, claim_token: null }]);
  });

  it('sends nothing that was rolled back', async () => {
    const failing = app.container.database.transaction(async (transaction) => {
      await app.container.outbox.post(transaction, letter());
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await app.deliverMail()).toEqual([]);
    expect(await rows()).toEqual([]);
  });
});
