import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { notFound } from '../../kernel/fault';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { MailRepository } from '../../persistence/repositories/mail.repository';
import type { AuditLog } from '../audit/audit-log';
import { giveUpAt } from './delivery-plan';

/** What staff can do about mails. */
export class MailService {
  constructor(
    private readonly database: Database,
    private readonly mails: MailRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Queues a dead mail anew, as if it had just been posted. Refused: `MAIL_NOT_DEAD`, `MAIL_FORGOTTEN` when what it said is no longer kept or
   * no longer of use. @throws Fault NOT_FOUND for an unknown mail.
   */
  async retry(actor: Actor, mailId: number): Promise<Outcome<{ mailId: number }>> {
    return this.database.transaction(async (transaction) => {
      const mail = await this.mails.lock(transaction, mailId);
      if (!mail) throw notFound();
      if (mail.state !== 'DEAD') {
        const message = mail.state === 'SENT' ? 'This mail was sent.' : 'This mail is queued: it is tried again by itself.';
        return refused({ code: 'MAIL_NOT_DEAD', message, field: 'mailId' });
      }
      const now = this.clock.now();
      if (mail.sealedBody === null || (mail.usefulUntil && mail.usefulUntil <= now)) {
        const message = 'What this mail said is not kept any more: have a new one sent instead.';
        return refused({ code: 'MAIL_FORGOTTEN', message, field: 'mailId' });
      }
      await this.mails.saveQueuedAgain(transaction, mailId, now, giveUpAt(now));
      await this.audit.record(transaction, actor, {
        action: 'MAIL_RETRY',
        subjectType: 'MAIL',
        subjectId: mailId,
        summary: `Had the mail "${mail.subject}" to ${mail.toAddress} tried again.`,
        before: { state: 'DEAD', lastError: mail.lastError },
        after: { state: 'QUEUED' },
      });
      return done({ mailId });
    });
  }
}
