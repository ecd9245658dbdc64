import type { Letter, LetterContent, Outbox } from '../../src/domain/mail/letter';
import { MailDelivery, type DeliveryReport, type MailDeliveryParts } from '../../src/domain/mail/mail-delivery.service';
import { MailOutbox } from '../../src/domain/mail/mail-outbox';
import { Keyring } from '../../src/kernel/keyring';
import { noMailer } from '../../src/mailing/no-mailer';
import { FakeMailer } from '../support/fake-mailer';
import { KEYRING, startPortal, type TestPortal } from '../support/portal';

const CODE: LetterContent = { kind: 'LOG_IN_CODE', code: '493027', minutes: 5 };
const LINK = 'https://north.example/set#0123456789abcdef';
const RESET: LetterContent = { kind: 'PASSWORD_RESET', link: LINK, minutes: 30 };
const CHANGED: LetterContent = { kind: 'PASSWORD_CHANGED' };
const BRANDING = { siteName: 'North', siteUrl: 'https://north.example', supportEmail: 'help@north.example', buttonColor: '#ffcc00' };

interface Row {
  id: number;
  state: string;
  attempts: number;
  sealed_body: string | null;
  last_error: string | null;
  claim_token: string | null;
  next_attempt_at: string | null;
}

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
  const post = (parts: Partial<Letter> = {}, outbox: Outbox = app.outbox): Promise<void> =>
    app.container.database.transaction((transaction) => outbox.post(transaction, letter(parts)));
  const rows = (): Promise<Row[]> => app.container.database.rows<Row>('SELECT * FROM mails ORDER BY id');
  const row = async (): Promise<Row> => (await rows())[0] as Row;
  const deliverer = (parts: Partial<MailDeliveryParts> = {}): MailDelivery =>
    new MailDelivery({
      mails: app.container.mails,
      mailer: app.mailer,
      keyring: KEYRING,
      clock: app.clock,
      onAttempt: () => undefined,
      random: () => 0.5,
      ...parts,
    });
  const outcomes = (reports: DeliveryReport[]): string[] => reports.map((report) => report.outcome).sort();
  const never = new AbortController().signal;

  it('sends what was committed, once', async () => {
    await post();
    expect(await app.deliverMail()).toMatchObject([
      { to: 'dana@example.com', fromName: 'North', replyTo: 'help@north.example', code: '493027' },
    ]);
    expect(await app.deliverMail()).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'SENT', attempts: 1, server_answer: '250 OK', claim_token: null }]);
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

  it('keeps codes and links sealed, and forgets them once sent', async () => {
    await post();
    await post({ content: RESET });
    const dump = JSON.stringify(await rows());
    expect(dump).toContain('dana@example.com');
    for (const secret of ['493027', '0123456789abcdef']) {
      for (const form of [secret, Buffer.from(secret).toString('base64').replace(/=+$/, ''), Buffer.from(secret).toString('hex')])
        expect(dump).not.toContain(form);
    }
    expect((await app.deliverMail()).map((mail) => mail.links)).toEqual([[], [LINK]]);
    expect((await rows()).map((mail) => mail.sealed_body)).toEqual([null, null]);
    expect(app.logText()).not.toMatch(/493027|0123456789abcdef/);
  });

  it('tries again after growing pauses, and sends once the server takes it', async () => {
    await post({ content: CHANGED });
    app.mailer.fail('TEMPORARY', '451 greylisted');
    const delivery = deliverer();
    for (const pause of [30, 60, 120, 300]) {
      expect(outcomes(await delivery.deliverDue(10))).toEqual(['POSTPONED']);
      expect(await row()).toMatchObject({ state: 'QUEUED', last_error: '451 greylisted', claim_token: null });
      app.clock.advanceSeconds(pause - 1);
      expect(await delivery.deliverDue(10)).toEqual([]);
      app.clock.advanceSeconds(1);
    }
    app.mailer.recover();
    expect(outcomes(await delivery.deliverDue(10))).toEqual(['SENT']);
    expect(await row()).toMatchObject({ state: 'SENT', attempts: 5, last_error: null, next_attempt_at: null });
  });

  it('gives up after a day and says so in the log', async () => {
    await post({ content: CHANGED });
    app.mailer.fail();
    let rounds = 0;
    for (; (await row()).state === 'QUEUED' && rounds < 100; rounds += 1) {
      await app.deliverMail();
      app.clock.advanceMinutes(72);
    }
    expect(rounds).toBeGreaterThan(15);
    expect(rounds).toBeLessThan(30);
    expect(await row()).toMatchObject({ state: 'DEAD', last_error: 'given up: 451 try again later' });
    expect(app.log()).toContainEqual(expect.objectContaining({ level: 'warn', outcome: 'DEAD', msg: 'a mail is given up' }));
  });

  it('does not repeat what was refused for good, but keeps it for a week', async () => {
    await post({ content: CHANGED });
    app.mailer.fail('PERMANENT');
    expect(outcomes(await deliverer().deliverDue(10))).toEqual(['DEAD']);
    expect(await row()).toMatchObject({ state: 'DEAD', attempts: 1, last_error: '550 no such user' });
    app.clock.advanceMinutes(7 * 24 * 60);
    await app.container.mailDelivery.forgetDead();
    expect((await row()).sealed_body).not.toBeNull();
    app.clock.advanceMinutes(1);
    await app.container.mailDelivery.forgetDead();
    expect((await row()).sealed_body).toBeNull();
  });

  it('forgets a dead link as soon as nobody could use it', async () => {
    await post({ content: RESET });
    app.mailer.fail('PERMANENT');
    await app.deliverMail();
    app.clock.advanceMinutes(30);
    await app.container.mailDelivery.forgetDead();
    expect((await row()).sealed_body).toBeNull();
  });

  it.each([
    ['a code', CODE, 15],
    ['a link', RESET, 30],
  ])('does not send %s that is of no use any more', async (_what, content, minutes) => {
    await post({ content });
    app.clock.advanceMinutes(minutes);
    expect(await app.deliverMail()).toEqual([]);
    expect(await row()).toMatchObject({ state: 'DEAD', sealed_body: null });
    expect((await row()).last_error).toMatch(/^expired/);
  });

  it('a body whose key is gone is dead with the reason, and can be tried again with the key', async () => {
    await post();
    await post({ personId: 8, content: CHANGED });
    const other = new Keyring([{ id: 'other', key: Buffer.alloc(32, 1) }]);
    await app.story.change("UPDATE mails SET sealed_body = CONCAT(sealed_body, 'x') WHERE person_id = ?", [8]);
    expect(outcomes(await deliverer({ keyring: other }).deliverDue(10))).toEqual(['DEAD', 'DEAD']);
    for (const mail of await rows())
      expect(mail).toMatchObject({ state: 'DEAD', last_error: 'The body cannot be opened with the keys configured.' });
    expect((await row()).sealed_body).not.toBeNull();
  });

  it('two deliverers at once send each mail once', async () => {
    for (let number = 1; number <= 30; number += 1) await post({ personId: number });
    const mailers = [new FakeMailer(), new FakeMailer(), new FakeMailer()];
    await Promise.all(mailers.map((mailer) => deliverer({ mailer }).deliverDue(100)));
    const sent = mailers.flatMap((mailer) => mailer.sent.map((mail) => mail.messageId));
    expect(sent).toHaveLength(30);
    expect(new Set(sent).size).toBe(30);
    expect((await rows()).every((mail) => mail.state === 'SENT' && mail.attempts === 1)).toBe(true);
  });

  it('takes over from a deliverer that died, once its claim has ended and not before', async () => {
    await post();
    let wakeUp = (): void => undefined;
    let round: Promise<DeliveryReport[]> | undefined;
    await new Promise<void>((begun) => {
      const send = (): Promise<string> => {
        begun();
        return new Promise((_resolve, reject) => (wakeUp = () => reject(new Error('dead for a while'))));
      };
      round = deliverer({ mailer: { isConfigured: true, close: () => undefined, send } }).deliverDue(1);
    });
    app.clock.advanceMinutes(2);
    expect(await app.deliverMail()).toEqual([]);
    const [claim] = await app.container.database.rows<{ seconds: number }>(
      'SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), claimed_until) AS seconds FROM mails',
    );
    expect(claim?.seconds).toBeLessThanOrEqual(60);
    await app.story.change('UPDATE mails SET claimed_until = UTC_TIMESTAMP(3)', []);
    expect(await app.deliverMail()).toHaveLength(1);
    wakeUp();
    await round;
    expect(await row()).toMatchObject({ state: 'SENT', attempts: 2, last_error: null });
  });

  it('an attempt that goes on for too long is broken off', async () => {
    await post();
    app.mailer.stall();
    expect(await deliverer({ attemptMs: 20 }).deliverDue(1)).toMatchObject([
      { outcome: 'POSTPONED', answer: 'The mail server did not finish within 0.02 s.' },
    ]);
  });

  it('when the process stops, mails are given back, and go out from the next one at once', async () => {
    for (let number = 1; number <= 7; number += 1) await post({ personId: number });
    app.mailer.stall();
    const stop = new AbortController();
    const delivery = deliverer({ graceMs: 10 });
    const round = delivery.deliverDue(100, stop.signal);
    while ((await rows()).filter((mail) => mail.claim_token !== null).length < 5);
    stop.abort();
    expect(outcomes(await round)).toEqual(Array(5).fill('RELEASED'));
    app.mailer.recover();
    expect(await app.deliverMail()).toHaveLength(7);
  });

  it('finishes what is under way before the grace is over', async () => {
    await post();
    const stop = new AbortController();
    const mailer = { isConfigured: true, close: () => undefined, send: async () => (stop.abort(), Promise.resolve('250 late')) };
    expect(outcomes(await deliverer({ mailer }).deliverDue(1, stop.signal))).toEqual(['SENT']);
  });

  it('what was accepted while the database was away is recorded later, not sent again', async () => {
    await post();
    const { mails } = app.container;
    const away = jest.spyOn(mails, 'saveSent').mockRejectedValueOnce(new Error('the database is away'));
    await expect(app.deliverMail()).rejects.toThrow('the database is away');
    away.mockRestore();
    const before = app.mailer.sent.length;
    await app.story.change('UPDATE mails SET claimed_until = UTC_TIMESTAMP(3)', []);
    await app.container.mailDelivery.deliverDue(1);
    expect(app.mailer.sent).toHaveLength(before);
    expect(await row()).toMatchObject({ state: 'SENT', server_answer: '250 OK' });
  });

  it.each(['dana@example.com\r\nBcc: eve@example.com', 'dana@example.com, eve@example.com', 'nobody'])(
    'a letter to %j disturbs nobody: it is dead at once',
    async (email) => {
      await post({ to: { email, name: 'Dana' } });
      expect(await app.deliverMail()).toEqual([]);
      expect(await row()).toMatchObject({
        state: 'DEAD',
        sealed_body: null,
        last_error: 'This is not an address that mail can be sent to.',
      });
      expect(JSON.stringify(await row())).not.toMatch(/\\r|\\n/);
    },
  );

  it('without a mail server everything stays where it is', async () => {
    await post();
    app.clock.advanceMinutes(60);
    expect(await deliverer({ mailer: noMailer }).deliverDue(10, never)).toEqual([]);
    expect(await row()).toMatchObject({ state: 'QUEUED', attempts: 0 });
    await expect(noMailer.send({} as never, never)).rejects.toThrow('No mail server');
  });

  it('seals with the keyring it is given', async () => {
    const own = new Keyring([{ id: 'own', key: Buffer.alloc(32, 2) }]);
    await post({}, new MailOutbox(app.container.mails, own, app.clock));
    expect((await row()).sealed_body).toMatch(/^own\./);
  });
});
