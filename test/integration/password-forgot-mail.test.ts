import { startMailSink, type MailSink } from '../../src/dev/mail-sink';
import { SmtpMailer } from '../../src/mailing/smtp-mailer';
import { startPortal, type TestPortal } from '../support/portal';
import { TcpProxy } from '../support/tcp-proxy';

const FORGOT = 'mutation ($input: PasswordForgotInput!) { passwordForgot(input: $input) { message userErrors { code message field } } }';
const CHECK = 'mutation ($input: PasswordLinkCheckInput!) { passwordLinkCheck(input: $input) { link { purpose } userErrors { code } } }';
/** A silent mail server is given up after so long; whoever forgot a password must not wait for it. */
const SMTP_TIMEOUT_MS = 2_000;
const IN_TIME_MS = 1_500;
const FLOOR_MS = 40;
/** Past the pause after a first attempt that failed. */
const PAUSE_SECONDS = 36;

describe('a forgotten password, whatever the mail server does', () => {
  let sink: MailSink;
  let proxy: TcpProxy;
  let app: TestPortal;

  beforeAll(async () => {
    sink = await startMailSink();
    proxy = new TcpProxy({ host: '127.0.0.1', port: Number(new URL(sink.url).port) });
    await proxy.start();
    const from = { name: 'Customer portal', address: 'portal@finance.example' };
    const mailer = new SmtpMailer({ url: `smtp://127.0.0.1:${proxy.port}`, from, timeoutMs: SMTP_TIMEOUT_MS });
    app = await startPortal({ mailer, evenAnswerMs: FLOOR_MS });
  });
  beforeEach(async () => {
    await app.truncate();
    sink.mails.length = 0;
  });
  afterAll(async () => {
    await app.close();
    await proxy.close();
    await sink.stop();
  });

  const deliver = async (): Promise<string[]> => (await app.container.mailDelivery.deliverDue(100)).map(({ outcome }) => outcome);

  async function forgot(email: string): Promise<{ text: string; tookMs: number }> {
    const begun = performance.now();
    const { text } = await app.portal.ask(FORGOT, { input: { siteKey: 'north', email } });
    return { text, tookMs: performance.now() - begun };
  }

  /** The mail server is itself again; connections from before are gone. */
  async function recover(): Promise<void> {
    await proxy.close();
    await proxy.pass();
    sink.mode = 'ACCEPT';
  }

  const faults: [how: string, breakIt: () => Promise<void> | void][] = [
    ['is down', () => proxy.refuse()],
    ['refuses for now', () => void (sink.mode = 'TRY_LATER')],
    ['takes the connection and says nothing', () => proxy.stall()],
    ['takes the mail and does not answer', () => void (sink.mode = 'STALL')],
    ['takes the mail and hangs up', () => void (sink.mode = 'DROP_AFTER_DATA')],
  ];

  it.each(faults)(
    'it %s: everybody gets one answer in time, and one mail once it is well again',
    async (_how, breakIt) => {
      const site = await app.story.makeSite({ siteKey: 'north' });
      const [una, vera] = [await app.story.makeUser({ site }), await app.story.makeUser({ site })];
      proxy.cut();
      await breakIt();
      const before = await forgot(una.email);
      // The worker is at it while the others ask.
      const delivering = deliver();
      const answers = [before, ...(await Promise.all([vera.email, 'nobody@example.com'].map(forgot)))];
      const told = { message: expect.stringContaining('If there is an account') as unknown, userErrors: [] };
      expect(JSON.parse(before.text)).toEqual({ data: { passwordForgot: told } });
      expect(answers.map(({ text }) => text)).toEqual(Array(3).fill(before.text));
      expect(answers.map(({ tookMs }) => tookMs >= FLOOR_MS - 1 && tookMs < IN_TIME_MS)).toEqual([true, true, true]);
      const outcomes = await delivering;
      expect([outcomes.length > 0, new Set(outcomes)]).toEqual([true, new Set(['POSTPONED'])]);
      expect(sink.mails).toEqual([]);

      await recover();
      for (let round = 0; round < 3; round += 1) {
        app.clock.advanceSeconds(PAUSE_SECONDS);
        await deliver();
      }
      expect(sink.mails.map(({ recipients }) => recipients).sort()).toEqual([[una.email], [vera.email]].sort());
      for (const { links } of sink.mails) {
        const input = { token: links[0]?.split('#')[1] ?? '' };
        expect(await app.portal.data(CHECK, { input })).toEqual({ passwordLinkCheck: { link: { purpose: 'RESET' }, userErrors: [] } });
      }
    },
    20_000,
  );
});
