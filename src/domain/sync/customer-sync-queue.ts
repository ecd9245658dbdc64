import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database, Transaction } from '../../persistence/database';
import type { AccountRepository } from '../../persistence/repositories/account.repository';
import type { CustomerSyncReason, CustomerSyncState } from '../../persistence/entities/customer-sync.entity';
import type { CustomerSyncRepository, CustomerSyncRow } from '../../persistence/repositories/customer-sync.repository';
import type { CustomerSyncRequests } from '../access/customer-sync-requests';
import type { AuditLog } from '../audit/audit-log';

export type { CustomerSyncReason, CustomerSyncRow, CustomerSyncState };

/** What the queue works with. */
export interface CustomerSyncQueueParts {
  database: Database;
  syncs: CustomerSyncRepository;
  accounts: Pick<AccountRepository, 'findForStaff'>;
  audit: AuditLog;
  clock: Clock;
}

/** Takes requests for the sync of single customers; a worker takes them from there within seconds. */
export class CustomerSyncQueue implements CustomerSyncRequests {
  constructor(private readonly parts: CustomerSyncQueueParts) {}

  request(transaction: Transaction, accountIds: readonly number[], reason: CustomerSyncReason): Promise<void> {
    const { syncs, clock } = this.parts;
    return syncs.request(transaction, accountIds, { reason, at: clock.now(), dueAtOnce: false });
  }

  /** Asks by hand, which ends a pause between attempts, and writes down who did. Refused: `UNKNOWN_ACCOUNT`. */
  async start(actor: Actor, accountId: number): Promise<Outcome<CustomerSyncRow>> {
    const { database, syncs, accounts, audit, clock } = this.parts;
    const [account] = await accounts.findForStaff([accountId]);
    if (!account) return refused({ code: 'UNKNOWN_ACCOUNT', message: 'This account is not known here.', field: 'accountId' });
    await database.transaction(async (transaction) => {
      await syncs.request(transaction, [accountId], { reason: 'STAFF', at: clock.now(), dueAtOnce: true });
      const summary = `Asked for a sync of ${account.name} (${account.accountNumber}).`;
      await audit.record(transaction, actor, {
        action: 'CUSTOMER_SYNC_START',
        subjectType: 'ACCOUNT',
        subjectId: accountId,
        summary,
        after: { accountId },
      });
    });
    const row = await syncs.find(accountId);
    if (!row) throw new Error(`The sync of account ${accountId} vanished as soon as it was asked for.`);
    return done(row);
  }
}
