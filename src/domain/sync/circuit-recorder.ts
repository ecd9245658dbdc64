import type { Clock } from '../../kernel/clock';
import type { ServicingCircuitRepository } from '../../persistence/repositories/servicing-circuit.repository';
import { type CircuitState, type ProcessRole, ROWS_KEPT_MS } from './servicing-circuits';
import type { TrafficFollower } from './servicing-traffic';

const HEARTBEAT_MS = 60_000;

/** What the recorder works with. */
export interface CircuitRecorderParts {
  circuits: Pick<ServicingCircuitRepository, 'save' | 'remove' | 'removeSeenBefore'>;
  /** Unlike any other process's, `host:pid:uuid`. */
  processName: string;
  role: ProcessRole;
  clock: Clock;
  /** Hears that something could not be written. */
  onFailure: (error: unknown) => void;
}

/**
 * Keeps this process's row of how it gets on with the servicing system: written when that changes, once a minute while there is trouble, and
 * removed at the end. Never throws: that the row cannot be written hinders nothing.
 */
export class CircuitRecorder implements TrafficFollower {
  private latest: CircuitState | undefined;
  private isWritten = true;
  private writing: Promise<void> = Promise.resolve();
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(private readonly parts: CircuitRecorderParts) {}

  onCircuitChange(state: CircuitState): void {
    this.latest = state;
    this.isWritten = false;
    void this.write();
    this.heartbeat ??= setInterval(() => void this.beat(), HEARTBEAT_MS).unref();
  }

  /** A sign of life while there is trouble, and another try where the last one failed. */
  async beat(): Promise<void> {
    if (this.latest?.state !== 'CLOSED' || !this.isWritten) return this.write();
    this.rest();
  }

  /** Removes the row: this process ends in good order. */
  async close(): Promise<void> {
    this.rest();
    await this.writing;
    if (this.latest) await this.parts.circuits.remove(this.parts.processName).catch(this.parts.onFailure);
  }

  private rest(): void {
    clearInterval(this.heartbeat);
    this.heartbeat = undefined;
  }

  /** One after the other, so that the latest is what stays. */
  private write(): Promise<void> {
    this.writing = this.writing.then(() => this.save()).catch(this.parts.onFailure);
    return this.writing;
  }

  private async save(): Promise<void> {
    const { circuits, processName, role, clock } = this.parts;
    const { latest } = this;
    if (!latest) return;
    const seenAt = clock.now();
    await circuits.save({ ...latest, processName, role, seenAt });
    if (this.latest === latest) this.isWritten = true;
    await circuits.removeSeenBefore(new Date(seenAt.getTime() - ROWS_KEPT_MS));
  }
}
