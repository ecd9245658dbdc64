import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, id, instant, word } from './column-types';
import type { SyncKind } from './sync.entity';

/** When a kind is pulled next, and what was asked for by hand. */
@Entity('sync_schedules')
export class SyncScheduleEntity {
  @PrimaryColumn(word) kind: SyncKind;

  /** Off: pulled only when asked for. */
  @Column({ type: 'boolean', default: 1 })
  isOn: boolean;

  @Column(instant) dueAt: Date;

  /** Asked for and not done yet. */
  @Column({ ...word, nullable: true })
  wantedMode: 'FULL' | 'INCREMENTAL' | null;

  @Column({ ...instant, nullable: true }) wantedAt: Date | null;

  /** Whether what was asked for may remove more than the set share of the kind. */
  @Column({ type: 'boolean', default: 0 })
  acceptsRemovals: boolean;

  /** Pulls in a row that failed. */
  @Column({ type: 'int', unsigned: true, default: 0 })
  failures: number;
}

/** A full read that is not over: the next one goes on from its position. */
@Entity('sync_full_reads')
export class SyncFullReadEntity {
  @PrimaryColumn(word) kind: SyncKind;
  @Column({ ...exactText, length: 100 }) epoch: string;

  /** The source's latest sequence when it began: from there changes are read once the whole kind was. */
  @Column(id)
  startSequence: number;

  @Column(id) position: number;

  /** What was synced before and is not met again is removed at the end. */
  @Column(instant)
  startedAt: Date;
}

/** What the servicing system last said of itself, and why the sync stands still if it does. One row. */
@Entity('servicing_states')
export class ServicingStateEntity {
  @PrimaryColumn({ type: 'int', unsigned: true }) id: number;
  @Column({ type: 'varchar', length: 40, nullable: true }) product: string | null;
  @Column({ type: 'varchar', length: 40, nullable: true }) version: string | null;
  @Column({ type: 'varchar', length: 40, nullable: true }) minimumVersion: string | null;
  @Column({ type: 'boolean', default: 1 }) isSupported: boolean;
  @Column({ ...instant, nullable: true }) describedAt: Date | null;
  @Column({ ...instant, nullable: true }) haltedAt: Date | null;
  @Column({ type: 'varchar', length: 1000, nullable: true }) haltReason: string | null;
}

/** A setting in the servicing system that the portal depends on and cannot read; the book tells whether it seems to be on. */
export type ServicingSetting = 'CALCULATE_CONTRACT_VALUES' | 'SAVE_CUSTOMER_AMORTIZATION_SCHEDULE';

/** What the book told of a setting when it was last looked at. */
@Entity('servicing_hints')
export class ServicingHintEntity {
  @PrimaryColumn({ ...word, length: 40 }) setting: ServicingSetting;

  /** Contracts that look as if the setting were off … */
  @Column({ type: 'int', unsigned: true })
  affected: number;

  /** … among so many. */
  @Column({ type: 'int', unsigned: true })
  total: number;

  @Column(instant) judgedAt: Date;
}
