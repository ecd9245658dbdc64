import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';
import { cents, id, instant, word } from './column-types';

/** What is to be done next: have the record made, have it cancelled, or look how it stands. */
export type HandOverTask = 'RECORD' | 'CANCEL' | 'WATCH';

/** A payment's way to ASPIRE: one row each, written with the payment and worked by any number of workers. */
@Entity('payment_hand_overs')
@Index('payment_hand_overs_due', ['nextAttemptAt', 'paymentId'])
export class PaymentHandOverEntity {
  @PrimaryColumn(id) paymentId: number;
  @Column(word) task: HandOverTask;

  /** Routing number, account number, type and holder as they were authorised; forgotten once no record can need them any more. */
  @Column({ type: 'varchar', length: 1000, charset: 'ascii', collation: 'ascii_bin', nullable: true })
  sealedBankAccount: string | null;

  /** Whether ASPIRE may have heard of the payment: from the first attempt on. */
  @Column({ type: 'boolean', default: false })
  wasSent: boolean;

  /** Failed ones of the task in hand. */
  @Column({ type: 'int', unsigned: true, default: 0 })
  attempts: number;

  /** Null where nothing is left to do. */
  @Column({ ...instant, nullable: true })
  nextAttemptAt: Date | null;

  /** Since when the task in hand is due: decides when staff are told. */
  @Column(instant)
  taskSince: Date;

  /** Whoever has this token is at work, until `claimedUntil` by the database's clock. */
  @Column({ ...word, length: 36, nullable: true })
  claimToken: string | null;

  @Column({ ...instant, nullable: true }) claimedUntil: Date | null;

  /** Why the last attempt failed, for staff. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  lastError: string | null;
}

/** An EFT batch of ASPIRE's as last seen: tells why a payment is, or is not yet, in a file. */
@Entity('eft_batches')
export class EftBatchEntity {
  @PrimaryColumn({ type: 'int', unsigned: true }) batchNumber: number;
  @Column(word) state: 'REVIEW' | 'POSTED' | 'DISCARDED';
  @Column({ type: 'date' }) dueFrom: string;
  @Column({ type: 'date' }) dueTo: string;
  @Column({ ...instant, nullable: true }) postedAt: Date | null;
  @Column({ type: 'varchar', length: 200, nullable: true }) fileName: string | null;
  @Column({ type: 'date', nullable: true }) effectiveEntryOn: string | null;
  @Column({ type: 'int', unsigned: true }) entryCount: number;
  @Column(cents) amountCents: number;
  @Column(instant) seenAt: Date;
}

/** Something about payments that staff must look at; open until it no longer holds, or somebody closes it. */
@Entity('payment_findings')
@Index('payment_findings_open', ['code', 'subject', 'isOpen'], { unique: true })
@Index('payment_findings_by_payment', ['paymentId'])
export class PaymentFindingEntity {
  @PrimaryColumn(id) @Generated('increment') id: number;
  @Column({ ...word, length: 40 }) code: string;

  /** What it is about, for the unique key: `payment:12`, `batch:3`. */
  @Column({ ...word, length: 60 })
  subject: string;

  @Column({ ...id, nullable: true }) paymentId: number | null;
  @Column({ type: 'varchar', length: 500 }) message: string;
  @Column(instant) firstSeenAt: Date;
  @Column(instant) lastSeenAt: Date;

  /** True, or null once it no longer holds or was closed. */
  @Column({ type: 'boolean', nullable: true })
  isOpen: true | null;

  @Column({ ...instant, nullable: true }) resolvedAt: Date | null;

  /** Who closed it by hand; null where it closed by itself. */
  @Column({ type: 'varchar', length: 254, nullable: true })
  closedBy: string | null;

  @Column({ type: 'varchar', length: 500, nullable: true }) closeReason: string | null;
}

/** The finance company's own switch, and which life of ASPIRE's database the payments were last seen in; one row, and none before the first use. */
@Entity('payment_settings')
export class PaymentSettingsEntity {
  @PrimaryColumn({ type: 'tinyint', unsigned: true }) id: number;

  /** Payments on every site, whatever the site says. */
  @Column({ type: 'boolean', default: true })
  paymentsAreOn: boolean;

  @Column({ type: 'int', unsigned: true, default: 1 }) version: number;
  @Column({ type: 'varchar', length: 100, nullable: true }) servicingEpoch: string | null;
}

/** A turn that writers of money take one after the other: each writes the row first, so that also on a cluster one of two must wait or start anew. */
@Entity('payment_locks')
export class PaymentLockEntity {
  @PrimaryColumn({ ...word, length: 40 }) lockKey: string;
  @Column(id) turns: number;
}
