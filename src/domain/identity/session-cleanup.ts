import type { Clock } from '../../kernel/clock';
import { removeInBatches } from '../../kernel/remove-in-batches';

const KEPT_MS = 24 * 3_600_000;

/** Where rows lie that expire. */
export interface Expiring {
  /** Deletes at most so many rows that expired before that instant; tells how many. */
  removeExpired(before: Date, limit: number): Promise<number>;
}

/** Clears away sessions and challenges of both realms that expired more than a day ago. In small statements, which hold nobody up. */
export class SessionCleanup {
  constructor(
    private readonly tables: readonly Expiring[],
    private readonly clock: Clock,
  ) {}

  /** Tells how many there were. */
  async run(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    let total = 0;
    for (const table of this.tables) total += await removeInBatches((limit) => table.removeExpired(before, limit));
    return total;
  }
}
