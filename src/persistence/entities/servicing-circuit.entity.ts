import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, instant, word } from './column-types';

/** `OPEN`: what the sync reads is not asked for, because no answer is to be expected. `HALF_OPEN`: one call tries whether one comes again. */
export type CircuitWord = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** What a process of ours does. */
export type ProcessRole = 'API' | 'WORKER' | 'API_AND_WORKER' | 'COMMAND_LINE';

/** How a process gets on with the servicing system, as it last said itself. */
@Entity('servicing_circuits')
export class ServicingCircuitEntity {
  /** `host:pid:uuid`. */
  @PrimaryColumn({ ...exactText, length: 100 }) processName: string;
  @Column(word) role: ProcessRole;
  @Column(word) state: CircuitWord;
  @Column(instant) since: Date;
  @Column({ type: 'int', unsigned: true }) failuresInARow: number;

  /** In plain words, for operators; null where none is known. */
  @Column({ type: 'varchar', length: 1000, nullable: true })
  lastError: string | null;

  @Column({ ...instant, nullable: true }) nextAttemptAt: Date | null;
  @Column(instant) seenAt: Date;
}
