import type { Actor } from '../../kernel/actor';
import { notFound } from '../../kernel/fault';
import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { BankAccountRepository, LockedBankAccount } from '../../persistence/repositories/bank-account.repository';
import type { PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import { called, type BankAccountNotices } from './bank-account-notices';
import { explanationOf, stateOf } from './bank-account-state';
import type { OwnBankAccounts } from './own-bank-accounts';

interface BankAccountReopenParts {
  database: Database;
  accounts: BankAccountRepository;
  turns: Pick<PaymentLedgerRepository, 'takeTurns'>;
  own: Pick<OwnBankAccounts, 'fillDefault'>;
  notices: BankAccountNotices;
}

const NOT_STOPPED: Refusal = {
  code: 'BANK_ACCOUNT_NOT_STOPPED',
  message: 'No return has stopped this bank account.',
  field: 'bankAccountId',
};

/** What staff do about a bank account that a return has stopped, once the matter is settled with the bank. */
export class BankAccountReopenService {
  constructor(private readonly parts: BankAccountReopenParts) {}

  /**
   * Lifts the stop of this account and of no other, for a reason that the audit log keeps; the owner is told, unless the account was removed. Another
   * return stops it anew. Works whether payments are on or off. Refused: `BANK_ACCOUNT_NOT_STOPPED`. @throws Fault NOT_FOUND for an unknown account.
   */
  async reopen(actor: Actor, bankAccountId: number, reason: string): Promise<Outcome<{ bankAccountId: number }>> {
    const { database, accounts, turns, own, notices } = this.parts;
    const [known] = await accounts.findForStaff([bankAccountId]);
    if (!known) throw notFound();
    return database.transaction(async (transaction) => {
      await turns.takeTurns(transaction, [`user:${known.userId}`]);
      const kept = await accounts.lockKept(transaction, known.userId);
      const account = await accounts.lock(transaction, bankAccountId);
      if (!account) throw notFound();
      if (account.stoppedAt === null) return refused(NOT_STOPPED);
      const reopened: LockedBankAccount = { ...account, stoppedAt: null, stopReasonCode: null };
      await accounts.save(transaction, bankAccountId, { stoppedAt: null, stopReasonCode: null });
      if (account.isKept === true) await own.fillDefault(transaction, reopened, kept);
      await notices.tell(transaction, actor, account, {
        action: 'BANK_ACCOUNT_REOPEN',
        summary: 'its stop was lifted.',
        before: { state: 'STOPPED', stoppedAt: account.stoppedAt.toISOString(), returnReason: account.stopReasonCode },
        after: { state: stateOf(reopened) },
        reason,
        ...(account.isKept === true && { letter: letterAbout(reopened) }),
      });
      return done({ bankAccountId });
    });
  }
}

function letterAbout(reopened: LockedBankAccount): string {
  const name = `Your bank account ${called(reopened)}`;
  if (stateOf(reopened) === 'USABLE') return `${name} can be used again: we no longer stop payments from it.`;
  return `${name} is no longer stopped. ${explanationOf(reopened)}`;
}
