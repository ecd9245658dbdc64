import type { LetterBranding, LetterContent, LetterKind } from './letter';
import { renderLetter, type RenderedLetter } from './letter-layout';

/** A letter of that kind in that look, with made-up values: nothing in it opens anything. */
export function sampleLetter(kind: LetterKind, branding: LetterBranding): RenderedLetter {
  const to = { email: 'dana.sample@example.com', name: 'Dana Sample' };
  return renderLetter({ to, branding, content: contentOf(kind, new URL('#sample', branding.siteUrl).href) });
}

const PAYMENT = { amount: '1,234.50 USD', contractNumber: 'EL-1001', dueOn: '24 November 2026' };

function contentOf(kind: LetterKind, link: string): LetterContent {
  switch (kind) {
    case 'LOG_IN_CODE':
      return { kind, code: '123456', minutes: 5 };
    case 'REGISTRATION':
      return { kind, link, hours: 72 };
    case 'PASSWORD_RESET':
      return { kind, link, minutes: 30 };
    case 'PASSWORD_CHANGED':
      return { kind };
    case 'FACTOR_CHANGED':
      return { kind, what: 'An authenticator app was added to your account.' };
    case 'BANK_ACCOUNT_CHANGED':
      return { kind, what: 'The bank account ending in 6789 was added.' };
    case 'PAYMENT_SUBMITTED':
      return { kind, payments: [PAYMENT], bankAccount: 'ending in 6789', authorization: 'You authorised us to debit this account once.' };
    case 'PAYMENT_CANCELED':
      return { kind, payment: PAYMENT };
    case 'PAYMENT_RETURNED':
      return { kind, payment: PAYMENT, reason: 'There was not enough money in the account.', bankAccountStopped: false };
    case 'SYNC_HALTED':
      return { kind, reason: 'The servicing database seems to have been restored from a backup.', advice: 'Start a full sync.' };
  }
}
