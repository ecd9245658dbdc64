import { systemActor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import type { Transaction } from '../../persistence/database';
import type { PaymentFindingRepository } from '../../persistence/repositories/payment-finding.repository';
import type { PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import { namedInHistory } from './payment-event';
import { paymentSubject, type PaymentFindingCode } from './payment-finding-codes';

/** Something found; `paymentId` where it is about one payment, else `subject` names it: `batch:3`. */
export type FoundAboutPayments = { code: PaymentFindingCode; message: string } & ({ paymentId: number } | { subject: string });

/** What findings work with. */
export interface PaymentFindingParts {
  findings: PaymentFindingRepository;
  ledger: PaymentLedgerRepository;
  clock: Clock;
  /** Hears of each finding that opens; when its transaction is tried again, more than once. */
  onOpened: (finding: { code: PaymentFindingCode; subject: string; message: string }) => void;
}

const PORTAL = systemActor('portal');

/** What staff must look at: opened, kept up to date and closed as things are, however often that is said. */
export class PaymentFindings {
  constructor(private readonly parts: PaymentFindingParts) {}

  /** Says that something holds. The first time it goes into the payment's history as well; true then. */
  async raise(transaction: Transaction, found: FoundAboutPayments): Promise<boolean> {
    const { findings, ledger, clock, onOpened } = this.parts;
    const { code, message } = found;
    const [subject, paymentId] = 'paymentId' in found ? [paymentSubject(found.paymentId), found.paymentId] : [found.subject, null];
    const isNew = await findings.saveOpen(transaction, { code, subject, paymentId, message }, clock.now());
    if (!isNew) return false;
    onOpened({ code, subject, message });
    if (paymentId !== null) {
      const told = { kind: 'RAISED', statusAfter: null, evidence: { code, message } } as const;
      await ledger.saveEvent(transaction, { paymentId, at: clock.now(), ...told, ...namedInHistory(PORTAL) });
    }
    return true;
  }

  /** Says that none of these holds any more about a payment. */
  async resolve(transaction: Transaction, paymentId: number, codes: readonly PaymentFindingCode[]): Promise<void> {
    await this.parts.findings.saveResolved(transaction, paymentSubject(paymentId), codes, this.parts.clock.now());
  }

  /** Says that of all findings of a code these are the ones that hold. */
  async settle(transaction: Transaction, code: PaymentFindingCode, found: readonly FoundAboutPayments[]): Promise<void> {
    for (const one of found) await this.raise(transaction, one);
    const subjects = found.map((one) => ('paymentId' in one ? paymentSubject(one.paymentId) : one.subject));
    await this.parts.findings.saveOthersResolved(transaction, code, subjects, this.parts.clock.now());
  }
}
