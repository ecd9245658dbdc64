import { startMailSink, type ArrivedMail, type MailSink, type SinkMode } from '../../src/dev/mail-sink';
import type { LetterContent } from '../../src/domain/mail/letter';
import type { OutgoingMail } from '../../src/domain/mail/mailer';
import { SmtpMailer } from '../../src/mailing/smtp-mailer';
import { startPortal, type TestPortal } from '../support/portal';
import { TcpProxy } from '../support/tcp-proxy';

const FROM = { name: 'Customer portal', address: 'portal@finance.example' };
const BRANDING = { siteName: 'North', siteUrl: 'https://north.example', supportEmail: 'help@north.example', buttonColor: null };

describe('mails over SMTP', () => {
  let sink: MailSink;
  let proxy: TcpProxy;
  let mailer: SmtpMailer;
  let app: TestPortal;

  beforeAll(async () => {
    sink = await startMailSink();
    proxy = new TcpProxy({ host: '127.0.0.1', port: Number(new URL(sink.url).port) });
    await proxy.start();
    mailer = new SmtpMailer({ url: `smtp://127.0.0.1:${proxy.port}`, from: FROM, timeoutMs: 400 });
    app = await startPortal({ mailer });
  });
  beforeEach(async () => {
    await app.truncate();
    await proxy.pass();
    sink.mode = 'ACCEPT';
    sink.mails.length = 0;
    sink.received = 0;
  });
  afterAll(async () => {
    await app.close();
    await proxy.close();
    await sink.stop();
  });

  const post = (
    to = { email: 'dana@example.com', name: 'Dana' },
    content: LetterContent = { kind: 'LOG_IN_CODE', code: '493027', minutes: 5 },
  ) =>
    app.container.database.transaction((transaction) =>
      app.container.outbox.post(transaction, { realm: 'PORTAL', personId: 7, siteId: 3, to, branding: BRANDING, content }),
    );
  const deliver = async (): Promise<[string, string][]> =>
    (await app.container.mailDelivery.deliverDue(100)).map(({ outcome, answer }) => [outcome, answer]);
  const outgoing = (parts: Partial<OutgoingMail> = {}): OutgoingMail => ({
    messageId: '<1@north.example>',
    to: { name: 'Dana', address: 'dana@example.com' },
    fromName: 'North',
    replyTo: null,
    subject: 'Hello',
    text: 'Hello',
    html: '<p>Hello</p>',
    ...parts,
  });
  const send = (parts: Partial<OutgoingMail>): Promise<string> => mailer.send(outgoing(parts), new AbortController().signal);

  it('arrive with both bodies, the site as their sender and a stable Message-ID', async () => {
    await post();
    const [row] = await app.container.database.rows<{ message_id: string }>('SELECT message_id FROM mails');
    expect(await deliver()).toEqual([['SENT', expect.stringMatching(/^250 /)]]);
    expect(sink.mails).toMatchObject([
      {
        recipients: ['dana@example.com'],
        from: '"North" <portal@finance.example>',
        replyTo: 'help@north.example',
        to: '"Dana" <dana@example.com>',
        subject: 'Your log-in code for North',
        messageId: row?.message_id,
        code: '493027',
        links: [],
      },
    ]);
    expect(sink.mails[0]?.html).toContain('>493027<');
    expect(sink.mails[0]?.headers).toEqual(expect.arrayContaining(['auto-submitted', 'date', 'message-id']));
  });

  it('many go over few connections', async () => {
    for (let number = 0; number < 25; number += 1) await post();
    expect((await deliver()).map(([outcome]) => outcome)).toEqual(Array(25).fill('SENT'));
    expect(sink.mails).toHaveLength(25);
    expect(proxy.connections).toBeLessThanOrEqual(5);
  });

  const faults: [string, () => Promise<void> | void, RegExp][] = [
    ['a server that is down', () => proxy.refuse(), /ECONNREFUSED/],
    ['a server that says nothing', () => proxy.stall(), /[Tt]ime|[Gg]reeting/],
    ['a server that says 451', () => void (sink.mode = 'TRY_LATER'), /^451 Please try again later/],
    ['a server that stalls after DATA', () => void (sink.mode = 'STALL'), /Timeout/],
    ['a server that hangs up after DATA', () => void (sink.mode = 'DROP_AFTER_DATA'), /closed/],
  ];
  it.each(faults)('%s: posting is not disturbed, the mail goes out later and is accepted once', async (_what, breakIt, answer) => {
    proxy.cut();
    await breakIt();
    await post();
    expect(await deliver()).toEqual([['POSTPONED', expect.stringMatching(answer)]]);
    expect(sink.mails).toEqual([]);
    expect(sink.received).toBeLessThanOrEqual(1);
    await proxy.pass();
    proxy.cut();
    await proxy.close();
    await proxy.pass();
    sink.mode = 'ACCEPT';
    expect(await deliver()).toEqual([]);
    app.clock.advanceSeconds(36);
    expect((await deliver()).map(([outcome]) => outcome)).toEqual(['SENT']);
    app.clock.advanceMinutes(10);
    expect(await deliver()).toEqual([]);
    expect(sink.mails).toHaveLength(1);
  });

  const refusals: [SinkMode, RegExp][] = [
    ['REFUSE_RECIPIENT', /^550 There is nobody of that name here/],
    ['REFUSE_CONTENT', /^554 This content is not wanted here/],
  ];
  it.each(refusals)('%s: dead at once, with the words of the server', async (mode, answer) => {
    sink.mode = mode;
    await post();
    expect(await deliver()).toEqual([['DEAD', expect.stringMatching(answer)]]);
    sink.mode = 'ACCEPT';
    app.clock.advanceMinutes(5);
    await post({ email: 'other@example.com', name: 'Other' });
    expect((await deliver()).map(([outcome]) => outcome)).toEqual(['SENT']);
    expect(sink.mails.map((mail) => mail.recipients)).toEqual([['other@example.com']]);
  });

  it('a connection that the server closed meanwhile costs no attempt', async () => {
    await post();
    await deliver();
    proxy.cut();
    await post();
    expect((await deliver()).map(([outcome]) => outcome)).toEqual(['SENT']);
  });

  it('one that is broken off says why and leaves the others alone', async () => {
    sink.mode = 'STALL';
    const stop = new AbortController();
    const stalled = mailer.send(outgoing(), stop.signal);
    while (sink.received === 0) await new Promise(setImmediate);
    stop.abort(new Error('enough'));
    await expect(stalled).rejects.toThrow('enough');
    sink.mode = 'ACCEPT';
    expect(await send({ messageId: '<2@north.example>' })).toMatch(/^250/);
  });

  const break_ = 'x\r\nBcc: eve@example.com\r\n\r\nevil';
  const injections: [string, Partial<OutgoingMail>][] = [
    ['subject', { subject: break_ }],
    ["the recipient's name", { to: { name: break_, address: 'dana@example.com' } }],
    ["the recipient's name as another address", { to: { name: 'x" <eve@example.com>, "y', address: 'dana@example.com' } }],
    ["the sender's name", { fromName: break_ }],
    ['reply-to', { replyTo: `help@north.example\r\nBcc: eve@example.com` }],
    ['Message-ID', { messageId: `<1@x>\r\nBcc: eve@example.com` }],
  ];
  it.each(injections)('a line break in %s adds no header and no recipient', async (_where, parts) => {
    await send(parts);
    const [mail] = sink.mails as [ArrivedMail];
    expect(mail.recipients).toEqual(['dana@example.com']);
    expect(mail.headers).not.toContain('bcc');
    expect(mail.text.trim()).toBe('Hello');
    expect(new Set(mail.headers).size).toBe(mail.headers.length);
  });

  it('a name with line breaks comes out harmless through the outbox, too', async () => {
    await post({ email: 'dana@example.com', name: 'Dana\r\nBcc: eve@example.com' });
    await deliver();
    expect(sink.mails).toMatchObject([{ recipients: ['dana@example.com'], to: '"Dana Bcc: eve@example.com" <dana@example.com>' }]);
  });

  it('a recipient with a line break is refused, not split', async () => {
    await expect(send({ to: { name: '', address: 'dana@example.com>\r\nRCPT TO:<eve@example.com' } })).rejects.toMatchObject({
      isPermanent: true,
    });
    expect(sink.received).toBe(0);
  });

  it('insists on encryption where it is told to', async () => {
    const strict = new SmtpMailer({ url: `${sink.url}?tls=required`, from: FROM, timeoutMs: 400 });
    await expect(strict.send(outgoing(), new AbortController().signal)).rejects.toMatchObject({ isPermanent: false });
    strict.close();
    expect(sink.mails).toEqual([]);
  });

  it('a sink hands each mail out once, to who waits for it before or after', async () => {
    const waiting = sink.waitFor('dana@example.com', (mail) => mail.code !== undefined);
    await post();
    await deliver();
    expect((await waiting).code).toBe('493027');
    await expect(sink.waitFor('dana@example.com', () => true, 1)).rejects.toThrow('No such mail');
    await post();
    await deliver();
    expect((await sink.waitFor('DANA@example.com')).code).toBe('493027');
  });
});
