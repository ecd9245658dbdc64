import type { SyncStateRepository } from '../../persistence/repositories/sync-state.repository';

export type { SetAsideRow, SyncRunRow } from '../../persistence/repositories/sync-state.repository';
export { SYNC_KINDS, type SyncKind, type SyncMode, type SyncOutcome } from '../../persistence/entities/sync.entity';

/** How the sync's book-keeping is read. */
export type SyncReader = Pick<
  SyncStateRepository,
  'listRuns' | 'countRuns' | 'latestRuns' | 'latestGoodRuns' | 'listSetAside' | 'countSetAside'
>;

/** Starts a sync of all kinds in the background. A port: who runs jobs is decided above. */
export interface SyncStarter {
  /** False when a sync is running already, here or in another process. */
  start(mode: 'FULL' | 'INCREMENTAL'): Promise<boolean>;
}
