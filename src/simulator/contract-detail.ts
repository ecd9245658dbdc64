import { isLocalDate, type LocalDate } from '../kernel/local-date';
import { termsOfRecord } from './contract-record';
import type { PrincipalAndInterestRecord } from './daily-record';
import { dayOf } from './day';
import type { LiveBook } from './live-book';
import type { Change } from './overlay';
import type { ContractRecord } from './record';
import { canAmortize, makePrincipalAndInterest, makeSchedule } from './schedule-record';

/**
 * What follows for the schedule and for principal and interest when a contract is booked (they appear; the schedule, unless the lender saves none),
 * unbooked (they go) or closed (the schedule stays, principal and interest are settled).
 */
export function followStage(book: LiveBook, before: ContractRecord, after: ContractRecord): Change[] {
  if (!after.IsBooked) return forget(book, after.ContractOid);
  const saved = !before.IsBooked && book.settings.savesAmortizationSchedules ? saveSchedule(book, after) : [];
  return [...saved, ...calculatePrincipalAndInterest(book, after, book.today)];
}

/** Brings a booked contract's principal and interest to a day; reports nothing where no amount changes. */
export function calculatePrincipalAndInterest(book: LiveBook, contract: ContractRecord, today: LocalDate): Change[] {
  const terms = contract.IsBooked ? termsOfRecord(contract) : undefined;
  if (!terms || !canAmortize(terms)) return [];
  const isClosed = contract.OpenClosedOid === 2;
  const { TerminatedDate } = contract;
  const day = isClosed && typeof TerminatedDate === 'string' && isLocalDate(TerminatedDate) ? TerminatedDate : today;
  const record = makePrincipalAndInterest(terms, contract, { day: dayOf(day), isClosed });
  const known = book.get('principalAndInterest', contract.ContractOid);
  return known && sameAmounts(known, record) ? [] : [book.put('principalAndInterest', contract.ContractOid, record)];
}

function sameAmounts(one: PrincipalAndInterestRecord, other: PrincipalAndInterestRecord): boolean {
  const keys = ['CurrencyCode', 'PrincipalPaid', 'InterestPaid', 'PrincipalRemaining', 'InterestRemaining'] as const;
  return keys.every((key) => one[key] === other[key]);
}

function saveSchedule(book: LiveBook, contract: ContractRecord): Change[] {
  const terms = termsOfRecord(contract);
  if (!terms || !canAmortize(terms)) return [];
  return [book.put('schedules', contract.ContractOid, makeSchedule(terms, contract))];
}

function forget(book: LiveBook, contractOid: number): Change[] {
  return (['schedules', 'principalAndInterest'] as const).flatMap((kind): Change[] =>
    book.get(kind, contractOid) ? [book.remove(kind, contractOid)] : [],
  );
}
