import type { LocalDate } from '../../kernel/local-date';
import { dayInWords, amountInWords } from './payment-words';

/** What the payer agrees to. What is null is not known yet, and the text says so. */
export interface AuthorizationTerms {
  /** The site, in whose name the account is debited. */
  siteName: string;
  supportEmail: string | null;
  payerName: string;
  /** The day on which it is given. */
  today: LocalDate;
  dueOn: LocalDate | null;
  /** In all, in US dollars. */
  amountCents: number | null;
  bankAccount: { accountType: 'CHECKING' | 'SAVINGS'; lastFour: string; holderName: string } | null;
  /** One contract, or a debit for each of so many. */
  contract: { contractNumber: string } | { count: number } | null;
}

/** An authorisation in words, and what that wording is called. */
export interface Authorization {
  version: string;
  text: string;
}

/**
 * The wordings, oldest first; the last one is in force. None is ever changed or removed: a payment's evidence names the one that was shown. What a
 * wording must say is told by Nacha's rules for a single-entry WEB debit: who may debit which account of whom once, how much, when, given on which day,
 * how it is revoked, and whom to turn to.
 */
const WORDINGS: readonly { version: string; write: (terms: AuthorizationTerms) => string }[] = [{ version: '2026-11', write: write202611 }];

const current = WORDINGS.at(-1) as (typeof WORDINGS)[number];

/** The version in force. */
export const AUTHORIZATION_VERSION = current.version;

/** The wording in force, filled in. */
export function authorizationOf(terms: AuthorizationTerms): Authorization {
  return { version: current.version, text: current.write(terms) };
}

function write202611(terms: AuthorizationTerms): string {
  const { siteName, supportEmail, payerName, today, dueOn, amountCents } = terms;
  const amount = amountCents === null ? 'the amount that I enter' : amountInWords(amountCents, 'USD');
  const day = dueOn === null ? 'the payment date that I choose' : dayInWords(dueOn);
  const turnTo = supportEmail === null ? `${siteName}` : `${siteName} at ${supportEmail}`;
  return [
    `I, ${payerName}, authorize ${siteName} to debit ${accountWords(terms)} electronically through the ACH network for ${amount}${purposeWords(terms)}, on ${day} or on the first banking days after it.`,
    'This authorization is for this payment only: it is given once and does not recur.',
    `I can revoke it by canceling the payment on this site, or by writing to ${turnTo}, until the payment is collected. I have the right to call or write to ${turnTo} about it, and to dispute with my bank any debit that I did not authorize.`,
    'If my bank returns the debit for lack of funds, it may be presented again as the rules of the ACH network allow.',
    'I am authorized to use this bank account, and this debit complies with the laws of the United States.',
    `Given on ${dayInWords(today)}.`,
  ].join(' ');
}

function accountWords({ bankAccount }: AuthorizationTerms): string {
  if (bankAccount === null) return 'the bank account that I choose';
  const { accountType, lastFour, holderName } = bankAccount;
  return `the ${accountType === 'CHECKING' ? 'checking' : 'savings'} account of ${holderName} ending in ${lastFour}`;
}

function purposeWords({ contract }: AuthorizationTerms): string {
  if (contract === null) return '';
  if ('contractNumber' in contract) return ` on contract ${contract.contractNumber}`;
  return contract.count === 1 ? ' on one contract' : ` in all, in ${contract.count} debits, one for each of ${contract.count} contracts`;
}
