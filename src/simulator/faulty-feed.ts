import type { FeedPage } from './live-book';
import { isKind, type Kind } from './record';

const UNREADABLE: Record<Kind, Record<string, unknown>> = {
  accounts: { EntityType: 'ROBOT' },
  contacts: { LastName: null },
  locations: { PostalCode: 60614 },
  contracts: { PaymentAmount: '12,x' },
  invoices: { Lines: [{ Amount: '12,x' }] },
  payments: { Amount: '12,x' },
  assets: { Cost: '12,x' },
  schedules: { Rows: [{ RowNumber: 0, PrincipalBalance: '12,x' }] },
  principalAndInterest: { PrincipalPaid: '12,x' },
  linesOfCredit: { CreditLimit: '12,x' },
};

/** The page with its first record made unreadable. */
export function withGarbage(page: FeedPage, kind: unknown): FeedPage {
  const place = page.changes.findIndex((entry) => !entry.deleted);
  const entry = page.changes[place];
  if (!entry || entry.deleted || !isKind(kind)) return page;
  const changes = [...page.changes];
  changes[place] = { ...entry, data: { ...(entry.data as object), ...UNREADABLE[kind] } };
  return { ...page, changes };
}

/** The page as of a feed that ends with a sequence, whatever lies beyond it; well formed and a lie. */
export function endedAt(page: FeedPage, since: number, lastSequence: number): FeedPage {
  const changes = page.changes.filter(({ sequence }) => sequence <= lastSequence);
  const more = page.more && changes.length === page.changes.length && page.nextSince < lastSequence;
  return { ...page, changes, nextSince: changes[changes.length - 1]?.sequence ?? since, more };
}
