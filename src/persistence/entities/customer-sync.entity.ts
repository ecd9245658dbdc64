import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { exactText, id, instant, word } from './column-types';

export type CustomerSyncState = 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED';

/** Why a customer's sync was asked for. */
export type CustomerSyncReason = 'USER_CREATED' | 'LINKED' | 'ENROLLED' | 'IMPORTED' | 'STAFF';

/** The sync of one customer: asked for, under way or over. One row per customer, so that asking twice is asking once. */
@Entity('customer_syncs')
@Index('customer_syncs_due', ['state', 'nextAttemptAt'])
export class CustomerSyncEntity {
  @PrimaryColumn(id) accountId: number;
  @Column(word) state: CustomerSyncState;
  @Column(word) reason: CustomerSyncReason;
  @Column(instant) requestedAt: Date;

  /** Asked for again while it ran: it starts anew when it is over. */
  @Column({ type: 'boolean', default: false })
  isRequestedAgain: boolean;

  /** Of the latest attempt. */
  @Column({ ...instant, nullable: true })
  startedAt: Date | null;

  /** Of the latest attempt; null while it runs. */
  @Column({ ...instant, nullable: true })
  finishedAt: Date | null;

  /** Since it was asked for. */
  @Column({ type: 'int', unsigned: true, default: 0 })
  attempts: number;

  /** Not before this moment. */
  @Column(instant)
  nextAttemptAt: Date;

  /** Unique to the attempt under way; null without one. */
  @Column({ ...exactText, length: 100, nullable: true })
  claimedBy: string | null;

  /** By the database's clock: a claim older than this is a dead process's. */
  @Column({ ...instant, nullable: true })
  claimedUntil: Date | null;

  /** What went wrong at the latest attempt, in plain words, for operators; null while all is well. */
  @Column({ type: 'varchar', length: 1000, nullable: true })
  error: string | null;
}
