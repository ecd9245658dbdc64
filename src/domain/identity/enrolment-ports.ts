import type { Transaction } from '../../persistence/database';
import type { EnrolmentContract } from './enrolment-matching';

/** What a try is counted under. */
export interface EnrolmentSubject {
  rule: 'ENROL_EMAIL' | 'ENROL_ADDRESS';
  /** The e-mail key or the network address. */
  key: string;
}

/** Counts tries before they are evaluated. */
export interface EnrolmentThrottle {
  /** @throws Fault RATE_LIMITED when one of the subjects has had its tries. */
  take(subjects: readonly EnrolmentSubject[]): Promise<void>;

  /** The try was none of the failed ones: it is not counted after all. */
  succeeded(subjects: readonly EnrolmentSubject[]): Promise<void>;
}

/** Somebody who is to set a first password. */
export interface EnrolledPerson {
  realm: 'PORTAL';
  id: number;
  siteId: number;
  email: string;
  name: string;
}

/** Writes letters with a link to set a password. */
export interface RegistrationLinks {
  /** The letter goes out if, and only if, the transaction is committed. */
  issue(transaction: Transaction, person: EnrolledPerson, purpose: 'REGISTRATION'): Promise<void>;
}

/** Asks for full syncs of customers, which run once the transaction is committed. */
export interface CustomerSyncRequests {
  request(transaction: Transaction, accountIds: readonly number[], reason: 'ENROLLED'): Promise<void>;
}

/** What the servicing system itself says of a contract number, asked online. */
export interface EnrolmentLookup {
  /** Undefined when it knows none. @throws Fault UPSTREAM_UNAVAILABLE when it does not answer in good time. */
  find(contractNumber: string): Promise<EnrolmentContract | undefined>;
}

/** A letter on its way, as staff are told of it. */
export interface PostedLetter {
  writtenAt: Date;
  /** When the mail server accepted it; null when it has not. */
  handedOverAt: Date | null;
  /** What the mail server said last; null when it was not asked yet. */
  answer: string | null;
  /** Whether no further try is made. */
  isGivenUp: boolean;
}

/** Where it is known what became of letters. */
export interface PostedLetters {
  /** The latest letter of the kind to a user of the site with that e-mail. */
  lastMailTo(siteId: number, emailKey: string, kind: 'REGISTRATION'): Promise<PostedLetter | undefined>;
}
