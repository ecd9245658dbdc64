import type { SyncKind } from '../../persistence/entities/sync.entity';
import { KIND_FACTS, type Cadence } from './kind-facts';

/** Kinds that are pulled once a day may take three hours longer. */
const DAILY_LATE_AFTER_MS = 27 * 3_600_000;

/** Tells when a kind was not read for too long, by how often it is pulled. */
export class KindLateness {
  private readonly afterMs: Readonly<Record<Cadence, number>>;

  /** A frequent kind is late when it was not read for so many milliseconds. */
  constructor(frequentAfterMs: number) {
    this.afterMs = { FREQUENT: frequentAfterMs, DAILY: DAILY_LATE_AFTER_MS };
  }

  /** Also true of a kind never read; what is switched off is nobody's to wait for. */
  isLate({ kind, isOn, readAt }: { kind: SyncKind; isOn: boolean; readAt: Date | null }, now: Date): boolean {
    return isOn && (readAt === null || now.getTime() - readAt.getTime() > this.afterMs[KIND_FACTS[kind].cadence]);
  }
}
