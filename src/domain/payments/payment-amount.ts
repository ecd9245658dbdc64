import { done, refused, type Outcome } from '../../kernel/outcome';
import { parseCents } from '../../kernel/money';
import { amountInWords } from './payment-words';

/** The most that one entry of a NACHA file can hold: ten digits of cents. */
export const MAXIMUM_PAYMENT_CENTS = 9_999_999_999;

/**
 * A decimal as a payer gives it, in cents. Refused: `AMOUNT_NOT_POSITIVE`, `AMOUNT_TOO_PRECISE` beyond two decimals, `AMOUNT_TOO_LARGE` above
 * 99,999,999.99 or the maximum given.
 */
export function amountOf(decimal: string, field: string, maximumCents = MAXIMUM_PAYMENT_CENTS): Outcome<number> {
  const [whole = '', decimals = ''] = decimal.replace(/^-?0+(?=\d)/, '').split('.');
  if (decimals.length > 2) return refused({ code: 'AMOUNT_TOO_PRECISE', message: `An amount has two decimals at most.`, field });
  const cents = parseCents(`${whole}.${decimals.padEnd(2, '0')}`);
  if (decimal.startsWith('-') || cents === 0)
    return refused({ code: 'AMOUNT_NOT_POSITIVE', message: 'Please give an amount of more than zero.', field });
  if (cents === undefined || cents > maximumCents)
    return refused({
      code: 'AMOUNT_TOO_LARGE',
      message: `That is too much: it can be ${amountInWords(maximumCents, 'USD')} at most.`,
      field,
    });
  return done(cents);
}
