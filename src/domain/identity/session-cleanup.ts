import type { Clock } from '../../kernel/clock';
import type { RunningSessionRepository } from '../../persistence/repositories/running-session.repository';

const KEPT_MS = 24 * 3_600_000;
const ROWS_AT_ONCE = 1_000;

/** Clears away sessions of both realms that expired more than a day ago. In small statements, which hold nobody up. */
export class SessionCleanup {
  constructor(
    private readonly realms: readonly Pick<RunningSessionRepository, 'removeExpired'>[],
    private readonly clock: Clock,
  ) {}

  /** Tells how many there were. */
  async run(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    let total = 0;
    for (const realm of this.realms) {
      for (let removed = ROWS_AT_ONCE; removed === ROWS_AT_ONCE; total += removed) {
        removed = await realm.removeExpired(before, ROWS_AT_ONCE);
      }
    }
    return total;
  }
}
