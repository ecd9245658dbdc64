import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { exactText, id, instant, word } from './column-types';

/**
 * What is pulled from the servicing system, in the order that lets each kind find what it refers to. Invoices come after the payments that may have
 * settled them, so that a payment posted between the two counts as under way for too long, never as gone from what is still open.
 */
export const SYNC_KINDS = [
  'accounts',
  'contacts',
  'locations',
  'contracts',
  'payments',
  'invoices',
  'assets',
  'schedules',
  'principalAndInterest',
  'linesOfCredit',
] as const;
export type SyncKind = (typeof SYNC_KINDS)[number];

export type SyncMode = 'FULL' | 'INCREMENTAL' | 'CUSTOMER';
export type SyncOutcome = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'HALTED';

/** How far a kind has been read. It moves in the transaction that writes what was read. */
@Entity('sync_cursors')
export class SyncCursorEntity {
  @PrimaryColumn(word) kind: SyncKind;
  @Column({ ...exactText, length: 100 }) epoch: string;
  @Column(id) sequence: number;

  /** The record whose change bore that sequence; null where none did. Another one there tells of a restore. */
  @Column({ ...id, nullable: true })
  recordId: number | null;

  @Column(instant) updatedAt: Date;
}

/** One pull of one kind: what it did and how it ended. */
@Entity('sync_runs')
@Index('sync_runs_by_kind', ['kind', 'id'])
@Index('sync_runs_by_mode', ['mode', 'kind', 'id'])
export class SyncRunEntity {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true }) id: number;
  @Column(word) kind: SyncKind;
  @Column(word) mode: SyncMode;
  @Column(word) outcome: SyncOutcome;
  @Column(instant) startedAt: Date;
  @Column({ ...instant, nullable: true }) finishedAt: Date | null;
  @Column({ type: 'int', unsigned: true, default: 0 }) recordsWritten: number;
  @Column({ type: 'int', unsigned: true, default: 0 }) recordsRemoved: number;
  @Column({ type: 'int', unsigned: true, default: 0 }) recordsSetAside: number;

  /** Of what there is to read, in thousandths; null before the first page. */
  @Column({ type: 'int', unsigned: true, nullable: true })
  progress: number | null;

  /** In plain words, for operators; null while all is well. */
  @Column({ type: 'varchar', length: 1000, nullable: true })
  error: string | null;
}

/** A record the portal could not read, kept with its reason until a readable one of the same oid arrives. */
@Entity('set_aside_records')
@Index('set_aside_records_by_age', ['kind', 'setAsideAt'])
export class SetAsideRecordEntity {
  @PrimaryColumn(word) kind: SyncKind;

  /** The oid as text, or `sequence:…` where not even that was readable. */
  @PrimaryColumn({ ...exactText, length: 64 })
  recordKey: string;

  /** Its place in the feed; null where it came in a customer's snapshot. */
  @Column({ ...id, nullable: true })
  sequence: number | null;

  @Column({ type: 'varchar', length: 500 }) reason: string;
  @Column({ type: 'mediumtext' }) payload: string;
  @Column(instant) setAsideAt: Date;
}

/** Who may run a job now. `fence` grows with each change of holder; a write under an old fence is refused. */
@Entity('job_leases')
export class JobLeaseEntity {
  @PrimaryColumn({ ...exactText, length: 60 }) job: string;
  @Column({ ...exactText, length: 100 }) holder: string;
  @Column(id) fence: number;
  @Column(instant) expiresAt: Date;
}
