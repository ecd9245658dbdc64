import { formatCents } from '../../kernel/money';

/** For example "1,234.50 USD". */
export function amountInWords(cents: number, currencyCode: string): string {
  return `${formatCents(cents).replace(/\B(?=(\d{3})+\.)/g, ',')} ${currencyCode}`;
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** For example "24 November 2026". */
export function dayInWords(date: string): string {
  return DAY.format(new Date(`${date}T00:00:00Z`));
}
