import type { Transaction } from '../../persistence/database';
import type { CustomerSyncReason } from '../../persistence/entities/customer-sync.entity';

/** Asks for customers to be synced at once. A port: the sync comes later than whoever gives access. */
export interface CustomerSyncRequests {
  /** Asks within the transaction that gives access: both happen or neither. Asking for what waits already changes nothing. */
  request(transaction: Transaction, accountIds: readonly number[], reason: CustomerSyncReason): Promise<void>;
}
