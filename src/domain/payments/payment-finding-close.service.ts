import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { notFound } from '../../kernel/fault';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { LockedPaymentFinding, PaymentFindingRepository } from '../../persistence/repositories/payment-finding.repository';
import type { Act, AuditLog } from '../audit/audit-log';

interface FindingCloseParts {
  database: Database;
  findings: Pick<PaymentFindingRepository, 'lock' | 'saveClosed'>;
  audit: AuditLog;
  clock: Clock;
}

/** What staff do about a finding that they have dealt with and that does not close by itself. */
export class PaymentFindingClose {
  constructor(private readonly parts: FindingCloseParts) {}

  /**
   * Closes an open finding for a reason, which the finding and the audit log keep. What still holds is found anew, as another finding, when it is
   * looked at next; what is an event (`DISPUTED`) is found once and stays closed. Refused: `FINDING_NOT_OPEN`. @throws Fault NOT_FOUND for an unknown one.
   */
  async close(actor: Actor, findingId: number, reason: string): Promise<Outcome<{ findingId: number }>> {
    const { database, findings, audit, clock } = this.parts;
    return database.transaction(async (transaction) => {
      const finding = await findings.lock(transaction, findingId);
      if (!finding) throw notFound();
      if (finding.isOpen !== true)
        return refused({ code: 'FINDING_NOT_OPEN', message: 'This finding is closed already.', field: 'findingId' });
      const closed = { closedBy: actor.name.slice(0, 254), closeReason: reason };
      await findings.saveClosed(transaction, findingId, closed, clock.now());
      await audit.record(transaction, actor, { ...actOf(finding), reason });
      return done({ findingId });
    });
  }
}

function actOf({ id, code, subject, paymentId, message, firstSeenAt }: LockedPaymentFinding): Act {
  const about = { finding: code, subject, firstSeenAt: firstSeenAt.toISOString() };
  return {
    action: 'PAYMENT_FINDING_CLOSE',
    ...(paymentId === null ? { subjectType: 'PAYMENT_FINDING', subjectId: id } : { subjectType: 'PAYMENT', subjectId: paymentId }),
    summary: `Closed the finding ${code}: ${message}`,
    before: { ...about, isOpen: true },
    after: { ...about, isOpen: false },
  };
}
