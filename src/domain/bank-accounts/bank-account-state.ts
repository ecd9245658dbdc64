import { returnCodeOf } from '../../nacha/return-code-table';
import type { BankAccountCheck } from '../../persistence/entities/bank-account.entity';

/** What may be done with a bank account. */
export type BankAccountState = 'USABLE' | 'UNVERIFIED' | 'UNCHECKED' | 'STOPPED' | 'TO_BE_CONFIRMED';

/** Every state, with what it means to its owner. */
export const BANK_ACCOUNT_STATES: Readonly<Record<BankAccountState, string>> = {
  USABLE: 'You can pay from this bank account.',
  UNVERIFIED:
    'We do not know this bank account as yours yet, so you cannot pay from it. Check its numbers; our FAQ says how to have a bank account added, and our support helps.',
  UNCHECKED: 'We could not check this bank account yet, so you cannot pay from it. Please have it checked again in a few minutes.',
  STOPPED: 'Your bank returned a payment from this bank account, so nothing more is drawn from it. Please pay from another one.',
  TO_BE_CONFIRMED:
    'Your bank says that something about this bank account should read otherwise. Please look at it and confirm it; nothing is drawn from it before.',
};

/** What the state of a bank account hangs on. */
export interface BankAccountStanding {
  checkResult: BankAccountCheck;
  stoppedAt: Date | string | null;
  stopReasonCode: string | null;
  needsConfirmation: boolean;
}

const OF_CHECK: Readonly<Record<BankAccountCheck, BankAccountState>> = {
  NOT_ASKED: 'USABLE',
  FOUND: 'USABLE',
  NOT_FOUND: 'UNVERIFIED',
  UNANSWERED: 'UNCHECKED',
};

/** The state of an account that was not removed. What weighs more comes first: a stopped one need not be confirmed. */
export function stateOf({ stoppedAt, needsConfirmation, checkResult }: BankAccountStanding): BankAccountState {
  if (stoppedAt !== null) return 'STOPPED';
  return needsConfirmation ? 'TO_BE_CONFIRMED' : OF_CHECK[checkResult];
}

/** Whether payments may be drawn from it. Added where any account was taken, it stays usable when the site's mode changes (domain.md §4). */
export function isUsable(account: BankAccountStanding & { isKept: true | null }): boolean {
  return account.isKept === true && stateOf(account) === 'USABLE';
}

/** The state in a sentence for its owner; of a stopped one with the bank's reason. */
export function explanationOf(account: BankAccountStanding): string {
  const state = stateOf(account);
  const reason = state === 'STOPPED' && account.stopReasonCode !== null ? returnCodeOf(account.stopReasonCode)?.forPayer : undefined;
  return reason === undefined ? BANK_ACCOUNT_STATES[state] : `${BANK_ACCOUNT_STATES[state]} The bank's reason: ${reason}`;
}
