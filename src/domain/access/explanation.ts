import type { AccountRow } from '../accounts/account-reader';

/** The conditions of domain.md §2 in its order, and the facts beside them that answer a common ticket. */
export const ACCESS_CONDITIONS = {
  KNOWN_HERE: 'The portal knows the contract or account.',
  BOOKED: 'The contract is booked.',
  ACTIVE:
    'The contract is not terminated. Terminated ones are still visible, under Closed; but an account needs an active one to be linkable.',
  LABEL_TAKEN: "The site takes the contract's private label, or contracts without one.",
  ACCOUNT_LINKED: 'An account on the contract is linked to the user.',
  ROLE_GIVES_ACCESS: 'Such an account is customer or guarantor; vendors, brokers and others give no access.',
  USER_ENABLED: 'The user is not disabled.',
  SITE_ENABLED: 'The site is not disabled.',
  RECORD_READABLE: "The contract's latest record from the servicing system could be read; if not, it waits among the records set aside.",
  SYNC_CURRENT: 'The last pull of contracts ended well, and the servicing system says nothing newer of this contract.',
  SYNC_NOT_HALTED: 'Syncing is not halted: no restore of the servicing database was detected since the last full sync.',
} as const;
export type AccessCondition = keyof typeof ACCESS_CONDITIONS;

/** One condition, whether it holds, why, and what to do about it. */
export interface ConditionFinding {
  condition: AccessCondition;
  holds: boolean;
  /** In plain words, with names and dates. */
  because: string;
  /** What to do; null where there is nothing to do. */
  hint: string | null;
  /** Whether the answer depends on it; the others say where to look or how fresh the answer is. */
  decides: boolean;
}

/** An account that is easily taken for another. */
export interface LookAlike {
  account: AccountRow;
  /** The name it is easily taken for. */
  resembles: string;
}

/** The answer to "why (not)?": the decision and its conditions in order. What cannot be told, because the thing is not known here, is left out. */
export interface Explanation {
  /** What the rule itself says. */
  allowed: boolean;
  conditions: ConditionFinding[];
  lookAlikes: LookAlike[];
}

/** How fresh the copy of the book is. A port: the sync owns the answers. */
export interface BookFreshness {
  ofContracts(): Promise<ContractFreshness>;

  /** The contract's latest record, if it could not be read and waits to be. Found by its number, or by the oid where that is known. */
  findUnreadable(contractNumber: string, contractId: number | undefined): Promise<{ reason: string; setAsideAt: Date } | undefined>;
}

export interface ContractFreshness {
  /** When the last pull of contracts that ended well began: what changed before is here. Null when there was none. */
  readAt: Date | null;
  /** Why the latest pull did not end well; null when it did, or none is over. */
  failure: string | null;
  /** Whether syncing is halted after a restore of the servicing database. */
  isHalted: boolean;
}

/** What the servicing system itself says of a contract number, asked online. A port. */
export interface ContractLookup {
  /** Undefined when it knows none. @throws Fault UPSTREAM_UNAVAILABLE when it cannot be asked. */
  find(contractNumber: string): Promise<ServicedContract | undefined>;
}

export interface ServicedContract {
  contractId: number;
  isBooked: boolean;
  privateLabel: string | null;
  customerAccountIds: readonly number[];
}

/** The first condition that the answer depends on and that does not hold; undefined when it is yes. */
export function failingCondition(conditions: readonly ConditionFinding[]): ConditionFinding | undefined {
  return conditions.find((one) => one.decides && !one.holds);
}

/** A finding; the hint is only for when it does not hold. */
export function finding(
  condition: AccessCondition,
  holds: boolean,
  because: string,
  hint: string | null,
  decides = true,
): ConditionFinding {
  return { condition, holds, because, hint: holds ? null : hint, decides };
}

/** Labels as people write them. */
export function inWords(labels: readonly (string | null)[]): string {
  return labels.length === 0 ? 'none' : labels.map((label) => (label === null ? 'no label' : `"${label}"`)).join(', ');
}

/** Things of a kind, counted in words: "1 contract", "2 contracts". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
