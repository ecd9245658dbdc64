import type { Realm } from '../../kernel/actor';
import type { Transaction } from '../../persistence/database';

/** How a letter looks and where its links lead: values of the site, or the finance company's own for platform users. */
export interface LetterBranding {
  /** Shown as the sender's name and at the head. */
  siteName: string;
  /** Begins every link of the letter; nothing of a request ever does. */
  siteUrl: string;
  /** Where people may turn to; null where none is known. */
  supportEmail: string | null;
  /** `#rrggbb`; null for the default. */
  buttonColor: string | null;
}

/** What a letter says. Links and codes are secrets: they are stored sealed and forgotten once sent. */
export type LetterContent =
  | { kind: 'LOG_IN_CODE'; code: string; minutes: number }
  | { kind: 'REGISTRATION'; link: string; hours: number }
  | { kind: 'PASSWORD_RESET'; link: string; minutes: number }
  | { kind: 'PASSWORD_CHANGED' }
  /** An authenticator app or recovery codes came or went; `what` is a sentence. */
  | { kind: 'FACTOR_CHANGED'; what: string }
  /** A bank account came, went, was stopped or corrected; `what` is a sentence that names no more of it than the last four digits. */
  | { kind: 'BANK_ACCOUNT_CHANGED'; what: string }
  | { kind: 'PAYMENT_SUBMITTED'; payments: readonly LetterPayment[]; bankAccount: string; authorization: string }
  | { kind: 'PAYMENT_CANCELED'; payment: LetterPayment }
  /** `reason` is a sentence in plain words. */
  | { kind: 'PAYMENT_RETURNED'; payment: LetterPayment; reason: string; bankAccountStopped: boolean }
  /** To administrators; both are sentences. */
  | { kind: 'SYNC_HALTED'; reason: string; advice: string };

/** A payment as a letter shows it: amount and day in words. */
export interface LetterPayment {
  /** For example "1,234.50 USD". */
  amount: string;
  contractNumber: string;
  /** For example "24 November 2026". */
  dueOn: string;
}

export type LetterKind = LetterContent['kind'];

/** What each kind of letter is for. */
export const LETTER_KINDS: Readonly<Record<LetterKind, string>> = {
  LOG_IN_CODE: 'The six-digit code that completes a log-in.',
  REGISTRATION: 'Says that the user exists now, with the link to set a password.',
  PASSWORD_RESET: 'The link to set a new password.',
  PASSWORD_CHANGED: 'Says that the password was changed.',
  FACTOR_CHANGED: 'Says that an authenticator app or recovery codes came or went.',
  BANK_ACCOUNT_CHANGED: 'Says that a bank account to pay from came, went, was stopped or corrected.',
  PAYMENT_SUBMITTED: 'Confirms payments, with the authorisation that the payer gave.',
  PAYMENT_CANCELED: 'Says that a payment was cancelled before it was collected.',
  PAYMENT_RETURNED: 'Says that the bank returned a payment, and why.',
  SYNC_HALTED: 'Tells administrators that the sync stands still, why, and what to do.',
};

/** A letter to one person. */
export interface Letter {
  realm: Realm;
  /** The user's or platform user's number. */
  personId: number;
  /** The user's site; null for platform users. */
  siteId: number | null;
  to: { email: string; name: string };
  branding: LetterBranding;
  content: LetterContent;
}

/** Where letters are left. They go out if, and only if, the transaction is committed. */
export interface Outbox {
  post(transaction: Transaction, ...letters: readonly Letter[]): Promise<void>;
}
