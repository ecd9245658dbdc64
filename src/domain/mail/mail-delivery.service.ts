import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock';
import { type Keyring, UnsealError } from '../../kernel/keyring';
import { limitedAttempt } from '../../kernel/limited-attempt';
import type { ClaimedMail, MailRepository } from '../../persistence/repositories/mail.repository';
import { nextAttemptAt } from './delivery-plan';
import { openBody, type MailBody } from './mail-body';
import { MailNotAcceptedError, type Mailer, type OutgoingMail } from './mailer';

/** How an attempt ended. `POSTPONED` goes out later; `RELEASED` was broken off because the process stops. */
export type DeliveryOutcome = 'SENT' | 'POSTPONED' | 'DEAD' | 'RELEASED';

/** One attempt, for the log: nothing of it is secret. */
export interface DeliveryReport {
  mailId: number;
  kind: string;
  outcome: DeliveryOutcome;
  attempts: number;
  /** What the mail server said, or why not. */
  answer: string;
}

/** What delivery works with. */
export interface MailDeliveryParts {
  mails: MailRepository;
  mailer: Mailer;
  keyring: Keyring;
  clock: Clock;
  /** Hears of each attempt. */
  onAttempt: (report: DeliveryReport) => void;
  /** In [0, 1); default Math.random. */
  random?: () => number;
  /** How long a claimed mail is ours. Default 60 000. */
  claimMs?: number;
  /** How long one attempt may take, well below the claim. Default 40 000. */
  attemptMs?: number;
  /** How long attempts under way may go on once the process is to stop. Default 5 000. */
  graceMs?: number;
}

/** How many mails one process sends at a time. */
export const PARALLEL_MAILS = 5;

const KEEP_DEAD_BODIES_MS = 7 * 24 * 60 * 60_000;
const EXPIRED = 'expired: it came to nothing before it could be sent.';
const UNREADABLE = 'The body cannot be opened with the keys configured.';

/**
 * Sends what is due in the outbox, with any number of processes doing the same. A mail counts as sent only by the server's answer after DATA;
 * between that answer and its record lies the one gap in which a mail can go out twice, and then under the same Message-ID.
 */
export class MailDelivery {
  private inFlight = 0;
  /** Accepted, but the database could not be told: never to be sent again by this process. */
  private readonly unrecorded = new Map<number, string>();

  constructor(private readonly parts: MailDeliveryParts) {}

  /** Whether there is a mail server at all. */
  get isConfigured(): boolean {
    return this.parts.mailer.isConfigured;
  }

  /**
   * Attempts up to `limit` due mails, 5 at a time over all calls, and resolves when these are done. Once `stop` aborts, nothing new is begun
   * and what is under way is given back after a short grace.
   * @throws what the database throws; claims it could not give back end by themselves.
   */
  async deliverDue(limit: number, stop: AbortSignal = new AbortController().signal): Promise<DeliveryReport[]> {
    const reports: DeliveryReport[] = [];
    const failures: unknown[] = [];
    if (!this.isConfigured) return reports;
    const running = new Set<Promise<void>>();
    try {
      for (let begun = 0; begun < limit && !stop.aborted && failures.length === 0;) {
        const claimed = await this.claim(Math.min(PARALLEL_MAILS - this.inFlight, limit - begun));
        begun += claimed.length;
        for (const mail of claimed) {
          const attempt = this.attempt(mail, stop)
            .then(
              (report) => void reports.push(report),
              (error: unknown) => void failures.push(error),
            )
            .finally(() => {
              this.inFlight -= 1;
              running.delete(attempt);
            });
          running.add(attempt);
        }
        if (running.size === 0) break;
        await Promise.race(running);
      }
    } finally {
      await Promise.all(running);
    }
    if (failures.length > 0) throw failures[0];
    return reports;
  }

  /** Forgets what dead mails said after 7 days, or when nobody could use it any more. */
  async forgetDead(): Promise<void> {
    const now = this.parts.clock.now();
    await this.parts.mails.forgetBodies(now, new Date(now.getTime() - KEEP_DEAD_BODIES_MS));
  }

  private async claim(wanted: number): Promise<ClaimedMail[]> {
    if (wanted <= 0) return [];
    this.inFlight += wanted;
    let claimed: ClaimedMail[] = [];
    try {
      const { mails, clock, claimMs = 60_000 } = this.parts;
      claimed = await mails.claimDue(clock.now(), randomUUID(), claimMs, wanted);
    } finally {
      this.inFlight -= wanted - claimed.length;
    }
    return claimed;
  }

  private async attempt(mail: ClaimedMail, stop: AbortSignal): Promise<DeliveryReport> {
    const report = (outcome: DeliveryOutcome, answer: string): DeliveryReport => {
      const { id: mailId, kind, attempts } = mail;
      const told = { mailId, kind, outcome, attempts, answer };
      this.parts.onAttempt(told);
      return told;
    };
    const known = this.unrecorded.get(mail.id);
    if (known !== undefined) return report('SENT', await this.recordSent(mail, known));
    const { clock } = this.parts;
    if (mail.usefulUntil && mail.usefulUntil <= clock.now()) return report('DEAD', await this.bury(mail, EXPIRED, false));
    const body = this.bodyOf(mail);
    if (!body) return report('DEAD', await this.bury(mail, UNREADABLE, true));
    if (stop.aborted) return report('RELEASED', await this.release(mail));
    const sent = await this.send(toOutgoing(mail, body), stop);
    if (typeof sent === 'string') return report('SENT', await this.recordSent(mail, sent));
    if (stop.aborted && !(sent instanceof MailNotAcceptedError)) return report('RELEASED', await this.release(mail));
    if (sent instanceof MailNotAcceptedError && sent.isPermanent) return report('DEAD', await this.bury(mail, sent.message, true));
    const next = nextAttemptAt(clock.now(), mail.attempts, (this.parts.random ?? Math.random)());
    if (next > mail.giveUpAt) return report('DEAD', await this.bury(mail, `given up: ${sent.message}`, true));
    await this.parts.mails.savePostponed(mail, next, sent.message);
    return report('POSTPONED', sent.message);
  }

  /** The server's answer, or why there is none. */
  private async send(outgoing: OutgoingMail, stop: AbortSignal): Promise<string | Error> {
    const { mailer, attemptMs = 40_000, graceMs = 5_000 } = this.parts;
    const tooLong = new Error(`The mail server did not finish within ${attemptMs / 1_000} s.`);
    try {
      return await limitedAttempt({ stop, attemptMs, graceMs, tooLong }, (signal) => mailer.send(outgoing, signal));
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  private async recordSent({ id }: ClaimedMail, answer: string): Promise<string> {
    this.unrecorded.set(id, answer);
    await this.parts.mails.saveSent(id, this.parts.clock.now(), answer);
    this.unrecorded.delete(id);
    return answer;
  }

  private async bury(mail: ClaimedMail, reason: string, keepsBody: boolean): Promise<string> {
    await this.parts.mails.saveDead(mail, this.parts.clock.now(), reason, keepsBody);
    return reason;
  }

  private async release(mail: ClaimedMail): Promise<string> {
    await this.parts.mails.release(mail);
    return 'The process is stopping.';
  }

  private bodyOf({ sealedBody }: ClaimedMail): MailBody | undefined {
    try {
      return openBody(this.parts.keyring, sealedBody);
    } catch (error) {
      if (error instanceof UnsealError) return undefined;
      throw error;
    }
  }
}

function toOutgoing({ messageId, toAddress, subject }: ClaimedMail, { toName, ...body }: MailBody): OutgoingMail {
  return { messageId, to: { name: toName, address: toAddress }, subject, ...body };
}
