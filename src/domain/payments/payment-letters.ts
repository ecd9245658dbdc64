import type { Transaction } from '../../persistence/database';
import type { PaymentPartyRepository } from '../../persistence/repositories/payment-party.repository';
import type { PersonLetters } from '../identity/person-letters';
import type { LetterContent, LetterPayment } from '../mail/letter';
import type { LockedPayment } from './payment-progress';
import { amountInWords, dayInWords } from './payment-words';

/** What payers are told of payments after they have made them. */
export class PaymentLetters {
  constructor(
    private readonly letters: Pick<PersonLetters, 'post'>,
    private readonly parties: PaymentPartyRepository,
  ) {}

  /** The payment will not be collected. */
  async tellCanceled(transaction: Transaction, payment: LockedPayment): Promise<void> {
    await this.post(transaction, payment, (shown) => ({ kind: 'PAYMENT_CANCELED', payment: shown }));
  }

  /** The bank sent it back; `reason` is a sentence in plain words. */
  async tellReturned(transaction: Transaction, payment: LockedPayment, reason: string, bankAccountStopped: boolean): Promise<void> {
    await this.post(transaction, payment, (shown) => ({ kind: 'PAYMENT_RETURNED', payment: shown, reason, bankAccountStopped }));
  }

  private async post(transaction: Transaction, payment: LockedPayment, contentOf: (shown: LetterPayment) => LetterContent): Promise<void> {
    const party = await this.parties.find(transaction, payment.id);
    if (!party) return;
    const { userId, siteId, email, name, contractNumber } = party;
    const content = contentOf({
      amount: amountInWords(payment.amountCents, payment.currencyCode),
      contractNumber: contractNumber ?? String(payment.contractId),
      dueOn: dayInWords(payment.dueOn),
    });
    const person = { realm: 'PORTAL', id: userId, siteId, email, name } as const;
    await this.letters.post(transaction, [{ person, content: () => content }]);
  }
}
