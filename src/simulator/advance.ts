import { addDays } from '../kernel/local-date';
import { dueDay, type ContractTerms } from './amortization';
import { billedAssetOid } from './contract-asset';
import { customerOf, scheduledCharge } from './contract-change';
import { termsOfRecord } from './contract-record';
import { calculateValues, LARGEST_WORKED_BOOK } from './contract-values';
import { dateOf, dayOf } from './day';
import { billCharges, type BilledCharge } from './invoice-record';
import { linesOf } from './invoice-line';
import { LEAD_DAYS } from './ledger-plan';
import type { LiveBook } from './live-book';
import type { Change } from './overlay';
import type { ContractRecord } from './record';

/**
 * Moves the day of the book. In a book of at most 20 000 contracts it also does the nights' work: bills every booked, open contract's
 * payments that come within the lead days (combined where the customer is billed so) and, unless that job is switched off, calculates the contract
 * values. It makes no late charges and no payments.
 */
export function advance(book: LiveBook, days: number): { changes: Change[] } {
  const before = book.today;
  const today = addDays(before, days);
  const changes: Change[] = [];
  if (book.base.counts.contracts <= LARGEST_WORKED_BOOK) {
    const contracts = [...book.all('contracts')].map(([, contract]) => contract);
    changes.push(...billDue(book, contracts, dayOf(before) + LEAD_DAYS, dayOf(today) + LEAD_DAYS));
    if (book.settings.calculatesContractValues) changes.push(...calculateValues(book, contracts, today));
  }
  book.setToday(today);
  return { changes };
}

function billDue(book: LiveBook, contracts: ContractRecord[], after: number, upTo: number): Change[] {
  const billed = new Set<string>();
  for (const [, invoice] of book.all('invoices')) {
    if (invoice.InvoiceType !== 'SCHEDULED') continue;
    for (const line of linesOf(invoice)) billed.add(`${line.ContractOid} ${invoice.DueDate}`);
  }
  const byCustomer = new Map<string, { accountOid: number; currencyCode: string; charges: BilledCharge[] }>();
  for (const contract of contracts) {
    const terms = contract.IsBooked && contract.OpenClosedOid === 1 ? termsOfRecord(contract) : undefined;
    const accountOid = customerOf(contract);
    if (!terms || accountOid === undefined) continue;
    const key = `${accountOid} ${contract.CurrencyCode}`;
    const customer = byCustomer.get(key) ?? { accountOid, currencyCode: contract.CurrencyCode, charges: [] };
    byCustomer.set(key, customer);
    for (const day of dueDays(terms, after, upTo)) {
      const dueDate = dateOf(day);
      if (billed.has(`${contract.ContractOid} ${dueDate}`)) continue;
      const charge = { dueDay: day, scheduled: true, lines: scheduledCharge(book, contract, dueDate) };
      customer.charges.push({ charge, contractOid: contract.ContractOid, assetOid: billedAssetOid(book, contract) });
    }
  }
  return [...byCustomer.values()].flatMap((customer) => {
    const home = book.base.customerOf('accounts', customer.accountOid);
    const combined = home !== undefined && book.base.combines(home);
    const invoices = billCharges(customer.charges, { ...customer, combined, nextOid: () => book.takeOid('invoices') });
    return invoices.map((invoice) => book.put('invoices', invoice.InvoiceOid, invoice));
  });
}

function dueDays(terms: ContractTerms, after: number, upTo: number): number[] {
  const days: number[] = [];
  for (let index = 0; index < terms.term; index++) {
    const day = dueDay(terms, index);
    if (day > upTo) break;
    if (day > after) days.push(day);
  }
  return days;
}
