import type { Actor } from '../../kernel/actor';
import type { Database } from '../../persistence/database';
import type { AuditLog } from '../audit/audit-log';
import type { ScheduledSync } from './scheduled-sync';
import { SYNC_KINDS, type SyncKind } from './sync-reader';

/** What a person asks for. */
export interface HandStarted {
  mode: 'FULL' | 'INCREMENTAL';
  /** All, when empty. */
  kinds: readonly SyncKind[];
  /** Lets it remove more than the set share of a kind. */
  acceptsRemovals: boolean;
}

/** Starts syncs for people, switches regular ones on and off, and writes down who did. */
export class HandStartedSync {
  constructor(
    private readonly database: Database,
    private readonly scheduled: ScheduledSync,
    private readonly audit: AuditLog,
  ) {}

  /** Asks the workers for a sync; one that was asked for and is not done yet is not asked for twice. */
  async start(actor: Actor, { mode, kinds, acceptsRemovals }: HandStarted): Promise<void> {
    const wanted = kinds.length === 0 ? SYNC_KINDS : SYNC_KINDS.filter((kind) => kinds.includes(kind));
    const what = `${mode === 'FULL' ? 'a full sync' : 'a sync of what has changed'}${kinds.length === 0 ? '' : ` of ${wanted.join(', ')}`}`;
    const summary = `Started ${what}${acceptsRemovals ? ', whatever it removes' : ''}.`;
    await this.database.transaction(async (transaction) => {
      await this.scheduled.want(wanted, { mode, acceptsRemovals }, transaction);
      const after = { mode, kinds: wanted, acceptsRemovals };
      await this.audit.record(transaction, actor, { action: 'SYNC_START', subjectType: 'SYNC', subjectId: null, summary, after });
    });
  }

  /** Switches regular pulls of a kind on (then it is due at once) or off. */
  async switch(actor: Actor, kind: SyncKind, isOn: boolean): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await this.scheduled.switch(kind, isOn, transaction);
      const summary = `Switched the regular sync of ${kind} ${isOn ? 'on' : 'off'}.`;
      await this.audit.record(transaction, actor, {
        action: 'SYNC_SCHEDULE_CHANGE',
        subjectType: 'SYNC',
        subjectId: null,
        summary,
        after: { kind, isOn },
      });
    });
  }
}
