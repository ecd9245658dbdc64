import type { MailDelivery } from '../../../src/domain/mail/mail-delivery.service';
import { MailRounds } from '../../../src/jobs/mail.job';

interface Line {
  level: string;
  message: string;
}

function rounds(deliverDue: () => Promise<unknown>): { begin: () => Promise<unknown>; settled: () => Promise<void>; lines: Line[] } {
  const lines: Line[] = [];
  const say =
    (level: string) =>
    (_details: object, message: string): void =>
      void lines.push({ level, message });
  const logger = { info: say('info'), warn: say('warn'), error: say('error') };
  const delivery = { deliverDue, forgetDead: () => Promise.resolve() } as unknown as MailDelivery;
  const mails = new MailRounds(delivery, logger, new AbortController().signal);
  const [job] = mails.jobs();
  return { begin: () => job?.run() ?? Promise.reject(new Error('There is no job.')), settled: () => mails.settled(), lines };
}

describe('rounds of mail', () => {
  it('are not held up by one that takes long, and do not pile up', async () => {
    const ends: (() => void)[] = [];
    const { begin, settled } = rounds(() => new Promise<void>((resolve) => ends.push(resolve)));
    for (let tick = 0; tick < 8; tick += 1) await begin();
    expect(ends).toHaveLength(5);
    let over = false;
    const waiting = settled().then(() => (over = true));
    await Promise.resolve();
    expect(over).toBe(false);
    for (const end of ends) end();
    await waiting;
    await begin();
    expect(ends).toHaveLength(6);
    ends[5]?.();
  });

  it('say once that they fail, and once that they work again', async () => {
    let isDown = true;
    const { begin, settled, lines } = rounds(() => (isDown ? Promise.reject(new Error('the database is away')) : Promise.resolve()));
    for (const down of [false, true, true, true, false, false]) {
      isDown = down;
      await begin();
      await settled();
    }
    expect(lines).toEqual([
      { level: 'error', message: 'The outbox cannot be emptied; trying on.' },
      { level: 'info', message: 'The outbox is emptied again.' },
    ]);
  });
});
