import type { Transaction } from '../../persistence/database';

/** Somebody who was just created and has no password yet. */
export interface InvitedUser {
  id: number;
  siteId: number;
  email: string;
  firstName: string;
  lastName: string;
}

/** What people are sent to choose a password; it counts if, and only if, the transaction is committed. */
export interface Invitations {
  /** Sends people who were just created what they need. */
  invite(transaction: Transaction, users: readonly InvitedUser[]): Promise<void>;

  /** What was sent to the user, to choose a password or another one or to complete a log-in, is good for nothing any more. */
  withdraw(transaction: Transaction, userId: number): Promise<void>;
}
