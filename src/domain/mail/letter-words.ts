import type { LetterContent, LetterPayment } from './letter';

/** A letter in words, before it is laid out. Every part is plain text. */
export interface LetterWords {
  subject: string;
  /** Paragraphs before the code or button. */
  opening: readonly string[];
  code: string | null;
  button: { label: string; link: string } | null;
  /** Paragraphs after it. */
  closing: readonly string[];
}

const NOT_YOU = 'If this was not you, change your password and tell us.';

/** What a letter of that content says in the name of that site. Neither the subject nor anything else but `code` and `button` holds a secret. */
export function wordsOf(content: LetterContent, siteName: string): LetterWords {
  const plain = { opening: [], code: null, button: null, closing: [] };
  switch (content.kind) {
    case 'LOG_IN_CODE':
      return {
        ...plain,
        subject: `Your log-in code for ${siteName}`,
        opening: ['This is the code that completes your log-in:'],
        code: content.code,
        closing: [
          `It works once, within ${counted(content.minutes, 'minute')} after you asked for it. A newer code replaces it.`,
          'Nobody of ours will ever ask you for it. If you are not logging in right now, somebody knows your password: change it.',
        ],
      };
    case 'REGISTRATION':
      return {
        ...plain,
        subject: `Welcome to ${siteName}`,
        opening: [`You can now use ${siteName}. Set your password to begin:`],
        button: { label: 'Set my password', link: content.link },
        closing: [`The link works once, within ${counted(content.hours, 'hour')}. Later, ask for a new one with "Forgot password".`],
      };
    case 'PASSWORD_RESET':
      return {
        ...plain,
        subject: `Set a new password for ${siteName}`,
        opening: ['Somebody, we hope you, asked to set a new password:'],
        button: { label: 'Set a new password', link: content.link },
        closing: [
          `The link works once, within ${counted(content.minutes, 'minute')}. A newer link replaces it.`,
          'If you did not ask for it, you need not do anything: your password stays as it is.',
        ],
      };
    case 'PASSWORD_CHANGED':
      return {
        ...plain,
        subject: `Your password for ${siteName} was changed`,
        opening: ['Your password was changed just now, and you were logged out everywhere else.'],
        closing: ['If this was not you, set a new password at once with "Forgot password", and tell us.'],
      };
    case 'FACTOR_CHANGED':
      return { ...plain, subject: `How you log in to ${siteName} was changed`, opening: [content.what], closing: [NOT_YOU] };
    case 'BANK_ACCOUNT_CHANGED':
      return { ...plain, subject: `Your bank accounts at ${siteName}`, opening: [content.what], closing: [NOT_YOU] };
    case 'SYNC_HALTED':
      return {
        ...plain,
        subject: `${siteName}: the sync stands still`,
        opening: ['The portal reads nothing new from the servicing system until somebody has looked:', content.reason],
        closing: [content.advice],
      };
    case 'PAYMENT_SUBMITTED':
    case 'PAYMENT_CANCELED':
    case 'PAYMENT_RETURNED':
      return { ...plain, ...paymentWords(content, siteName) };
  }
}

type PaymentLetter = Extract<LetterContent, { kind: `PAYMENT_${string}` }>;

function paymentWords(content: PaymentLetter, siteName: string): Pick<LetterWords, 'subject' | 'opening' | 'closing'> {
  switch (content.kind) {
    case 'PAYMENT_SUBMITTED':
      return {
        subject: `We have your payment order for ${siteName}`,
        opening: [`From your bank account ${content.bankAccount}:`, ...content.payments.map(described)],
        closing: [content.authorization, 'You can cancel a payment until it is collected. If this was not you, tell us at once.'],
      };
    case 'PAYMENT_CANCELED':
      return {
        subject: `Your payment to ${siteName} was cancelled`,
        opening: ['This payment will not be collected:', described(content.payment)],
        closing: [],
      };
    case 'PAYMENT_RETURNED':
      return {
        subject: `Your bank returned your payment to ${siteName}`,
        opening: ['This payment came back, and the charges are open again:', described(content.payment), content.reason],
        closing: content.bankAccountStopped ? ['We draw nothing more from that bank account. Please pay from another one.'] : [],
      };
  }
}

function described({ amount, contractNumber, dueOn }: LetterPayment): string {
  return `${amount} on contract ${contractNumber}, due on ${dueOn}`;
}

function counted(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
