import type { SyncStateRepository } from '../../persistence/repositories/sync-state.repository';

export type { SetAsideRow, SyncRunRow } from '../../persistence/repositories/sync-state.repository';
export { SYNC_KINDS, type SyncKind, type SyncMode, type SyncOutcome } from '../../persistence/entities/sync.entity';

/** How the sync's book-keeping is read. */
export type SyncReader = Pick<
  SyncStateRepository,
  'listRuns' | 'countRuns' | 'latestRuns' | 'latestGoodRuns' | 'listSetAside' | 'countSetAside'
>;
