import { randomUUID } from 'node:crypto';
import type { LocalDate } from '../../kernel/local-date';
import type { Clock } from '../../kernel/clock';
import type { Transaction } from '../../persistence/database';
import type { SecCode } from '../../persistence/entities/payment.entity';
import type { PaymentHandOverRepository } from '../../persistence/repositories/payment-hand-over.repository';
import type { PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import type { AuditLog } from '../audit/audit-log';
import type { UsableBankAccount } from '../bank-accounts/bank-account-finder';
import type { Outbox } from '../mail/letter';
import type { Authorization } from './authorization';
import { PAYABLE_CURRENCY } from './payable-reader';
import { namedInHistory } from './payment-event';
import type { Payer } from './payment-order';
import type { AskedPayment, PaymentTerms } from './payment-rules';
import { FIRST_STATUS } from './payment-states';
import { dayInWords, amountInWords } from './payment-words';

/** Payments that passed every rule: what is to be written down of them. */
export interface Submission {
  payer: Payer;
  terms: PaymentTerms;
  asked: readonly AskedPayment[];
  dueOn: LocalDate;
  bankAccount: UsableBankAccount;
  authorization: Authorization;
}

export interface SubmissionParts {
  ledger: PaymentLedgerRepository;
  handOvers: PaymentHandOverRepository;
  audit: AuditLog;
  outbox: Outbox;
  clock: Clock;
}

/** Writes submitted payments down, in the transaction of their order: payments, outbox, first events, audit log and letter, all or none. */
export class PaymentSubmissions {
  constructor(private readonly parts: SubmissionParts) {}

  /** Tells the ids of the payments. */
  async save(transaction: Transaction, orderId: number, submission: Submission): Promise<number[]> {
    const { ledger, handOvers, clock } = this.parts;
    const now = clock.now();
    const payments = submission.asked.map((asked) => paymentOf(asked, submission, orderId, now));
    const ids = await ledger.saveNew(transaction, orderId, payments);
    await handOvers.saveNew(transaction, ids, submission.bankAccount.sealedForPayment, now);
    await this.saveEvents(transaction, orderId, ids, submission, now);
    await this.saveAudit(transaction, ids, submission);
    await this.postLetter(transaction, submission);
    return ids;
  }

  private async saveEvents(
    transaction: Transaction,
    orderId: number,
    ids: readonly number[],
    submission: Submission,
    at: Date,
  ): Promise<void> {
    const { payer, authorization, bankAccount, dueOn } = submission;
    const evidence = {
      orderId,
      bankAccountId: bankAccount.id,
      dueOn,
      authorizationVersion: authorization.version,
      authentication: payer.authentication,
      authenticatedAt: payer.authenticatedAt?.toISOString() ?? null,
      address: payer.actor.address,
      userAgent: payer.userAgent,
      requestId: payer.actor.requestId,
    };
    const step = { at, kind: 'SUBMITTED', statusAfter: FIRST_STATUS, ...namedInHistory(payer.actor) } as const;
    await this.parts.ledger.saveEvent(
      transaction,
      ...ids.map((paymentId, index) => ({
        paymentId,
        ...step,
        evidence: { ...evidence, contractNumber: submission.asked[index]?.payable.contractNumber },
      })),
    );
  }

  private async saveAudit(transaction: Transaction, ids: readonly number[], submission: Submission): Promise<void> {
    const { payer, asked, dueOn, bankAccount } = submission;
    const acts = asked.map(({ payable, amountCents }, index) => ({
      action: 'PAYMENT_SUBMIT' as const,
      subjectType: 'PAYMENT' as const,
      subjectId: ids[index] as number,
      summary: `Submitted a payment of ${amountInWords(amountCents, PAYABLE_CURRENCY)} on contract ${payable.contractNumber}, due on ${dueOn}.`,
      after: { amountCents, contractId: payable.contractId, dueOn, bankAccountId: bankAccount.id },
    }));
    await this.parts.audit.recordAll(transaction, payer.actor, acts);
  }

  /** One for the whole order. */
  private async postLetter(
    transaction: Transaction,
    { payer, terms, asked, dueOn, bankAccount, authorization }: Submission,
  ): Promise<void> {
    const { userId: personId, siteId, email, name } = payer;
    const branding = { siteName: terms.name, siteUrl: terms.url, supportEmail: terms.supportEmail, buttonColor: terms.buttonColor };
    const payments = asked.map(({ payable, amountCents }) => ({
      amount: amountInWords(amountCents, PAYABLE_CURRENCY),
      contractNumber: payable.contractNumber,
      dueOn: dayInWords(dueOn),
    }));
    const bankAccountWords = `ending in ${bankAccount.lastFour}`;
    const content = { kind: 'PAYMENT_SUBMITTED', payments, bankAccount: bankAccountWords, authorization: authorization.text } as const;
    await this.parts.outbox.post(transaction, { realm: 'PORTAL', personId, siteId, to: { email, name }, branding, content });
  }
}

function paymentOf({ payable, amountCents }: AskedPayment, { payer, terms, dueOn, bankAccount }: Submission, orderId: number, now: Date) {
  return {
    paymentKey: randomUUID(),
    orderId,
    userId: payer.userId,
    siteId: payer.siteId,
    contractId: payable.contractId,
    bankAccountId: bankAccount.id,
    bankAccountFingerprint: bankAccount.fingerprint,
    amountCents,
    currencyCode: PAYABLE_CURRENCY,
    dueOn,
    secCode: secCodeOf(terms, bankAccount),
    status: FIRST_STATUS,
    createdAt: now,
    updatedAt: now,
  };
}

/** ASPIRE stamps all of them WEB; a site may say that debits of companies' accounts are CCD (Nacha: WEB is for consumers' accounts). */
function secCodeOf({ secCodeByHolderType }: PaymentTerms, { holderType }: UsableBankAccount): SecCode {
  return secCodeByHolderType && holderType === 'COMPANY' ? 'CCD' : 'WEB';
}
