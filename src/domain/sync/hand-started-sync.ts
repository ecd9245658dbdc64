import type { Actor } from '../../kernel/actor';
import type { Database } from '../../persistence/database';
import type { AuditLog } from '../audit/audit-log';
import type { SyncStarter } from './sync-reader';

/** Starts syncs for people and writes down who did. */
export class HandStartedSync {
  constructor(
    private readonly database: Database,
    private readonly starter: SyncStarter,
    private readonly audit: AuditLog,
  ) {}

  /** False when a sync is running already, here or in another process: then nothing was started, and nothing is written down. */
  async start(actor: Actor, mode: 'FULL' | 'INCREMENTAL'): Promise<boolean> {
    const started = await this.starter.start(mode);
    if (!started) return false;
    const summary = mode === 'FULL' ? 'Started a full sync.' : 'Started a sync of what has changed.';
    await this.database.transaction((transaction) =>
      this.audit.record(transaction, actor, { action: 'SYNC_START', subjectType: 'SYNC', subjectId: null, summary, after: { mode } }),
    );
    return true;
  }
}
