import type { Clock } from '../../kernel/clock';
import type { CircuitRow, ServicingCircuitRepository } from '../../persistence/repositories/servicing-circuit.repository';

export type { CircuitState, CircuitWord, ProcessRole } from '../../persistence/repositories/servicing-circuit.repository';

/** A process that said nothing for so long has ended, and its row is removed. */
export const ROWS_KEPT_MS = 86_400_000;
/** Three times as long as a process whose circuit is not closed leaves between two signs of life. */
const SILENT_AFTER_MS = 3 * 60_000;

/** How a process gets on with the servicing system. */
export interface ServicingCircuit extends CircuitRow {
  /** It should have said something since: most likely it was ended without notice, and what it said does not count any more. */
  isSilent: boolean;
}

/** How our processes get on with the servicing system, for staff. A process that never had trouble, or ended in good order, is not among them. */
export class ServicingCircuits {
  constructor(
    private readonly circuits: Pick<ServicingCircuitRepository, 'listSeenSince'>,
    private readonly clock: Clock,
  ) {}

  /** One for each process, by its name. */
  async list(): Promise<ServicingCircuit[]> {
    const now = this.clock.now().getTime();
    const rows = await this.circuits.listSeenSince(new Date(now - ROWS_KEPT_MS));
    return rows.map((row) => ({ ...row, isSilent: row.state !== 'CLOSED' && now - row.seenAt.getTime() > SILENT_AFTER_MS }));
  }
}
