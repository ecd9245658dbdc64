import type { Clock } from '../../kernel/clock';
import { SYNC_KINDS } from '../../persistence/entities/sync.entity';
import type { JobLeaseRepository } from '../../persistence/repositories/job-lease.repository';
import type { ServicingHintRepository } from '../../persistence/repositories/servicing-hint.repository';
import type { ServicingStateRepository } from '../../persistence/repositories/servicing-state.repository';
import type { SyncStandingRepository } from '../../persistence/repositories/sync-standing.repository';
import type { SyncStateRepository } from '../../persistence/repositories/sync-state.repository';
import { SYNC_LEASES } from './kind-facts';
import { kindHealthOf } from './kind-health';
import type { KindLateness } from './kind-lateness';
import type { ServicingCircuits } from './servicing-circuits';
import { findingOf, SERVICING_SETTINGS, type ServicingSetting } from './servicing-settings';
import { type SyncHealth, syncVerdictOf } from './sync-health';

/** What the report is made from. */
export interface SyncHealthParts {
  state: Pick<SyncStateRepository, 'latestRuns' | 'latestGoodRuns' | 'countSetAside'>;
  standing: Pick<SyncStandingRepository, 'listKinds'>;
  leases: Pick<JobLeaseRepository, 'listHeld'>;
  servicing: Pick<ServicingStateRepository, 'find'>;
  hints: Pick<ServicingHintRepository, 'list'>;
  circuits: Pick<ServicingCircuits, 'list'>;
  lateness: KindLateness;
  clock: Clock;
}

/** Reports how the sync stands and what to do about it, in eight statements that read little, however big the book is. */
export class SyncHealthReader {
  constructor(private readonly parts: SyncHealthParts) {}

  async read(): Promise<SyncHealth> {
    const { state, standing, leases, servicing: servicingStates, hints, lateness, clock } = this.parts;
    const [latest, good, setAside, kindStanding, heldLeases, servicing, hintRows, circuits] = await Promise.all([
      state.latestRuns(),
      state.latestGoodRuns(),
      state.countSetAside(),
      standing.listKinds(),
      leases.listHeld(SYNC_LEASES),
      servicingStates.find(),
      hints.list(),
      this.parts.circuits.list(),
    ]);
    const findings = { latest, good, setAside, standing: kindStanding, heldLeases: new Set(heldLeases) };
    const now = clock.now();
    const kinds = SYNC_KINDS.map((kind) => kindHealthOf(kind, findings, lateness, now));
    const settings = (Object.keys(SERVICING_SETTINGS) as ServicingSetting[]).map((setting) =>
      findingOf(
        setting,
        hintRows.find((hint) => hint.setting === setting),
      ),
    );
    const facts = { servicing, kinds, settings };
    return { ...syncVerdictOf(facts), ...facts, circuits };
  }
}
