import { Column, Entity, Generated, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { BankAccountEntity } from './bank-account.entity';
import { cents, currency, digest, id, instant, word } from './column-types';
import type { Authentication } from './session.entity';
import { UserEntity } from './user.entity';

/** Where a payment stands (domain.md §4). `PAID`: posted in an EFT batch, not settled. */
export type PaymentStatus = 'PENDING' | 'SCHEDULED' | 'PENDING_CANCEL' | 'CANCELED' | 'PAID' | 'RETURNED';

/** Standard entry class: `WEB` for debits that a consumer authorised over the internet, `CCD` for those of a company. */
export type SecCode = 'WEB' | 'CCD';

export type PaymentOperation = 'SUBMIT' | 'QUICK_PAY' | 'CANCEL';

/**
 * One order of a payer about money, with the evidence of its authorisation. The unique key makes a repeated order the same order:
 * whoever inserts it carries it out, everybody else gets its result.
 */
@Entity('payment_orders')
@Index('payment_orders_key', ['userId', 'idempotencyKey'], { unique: true })
export class PaymentOrderEntity {
  @PrimaryColumn(id) @Generated('increment') id: number;
  @Column(id) userId: number;

  @ManyToOne(() => UserEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'payment_orders_user' })
  user: UserEntity;

  /** 1 to 255 visible ASCII characters. */
  @Column({ ...word, length: 255 })
  idempotencyKey: string;

  @Column(word) operation: PaymentOperation;

  /** Of the input: the same key with another one is refused. */
  @Column(digest)
  inputDigest: Buffer;

  /** What a `CANCEL` is about. */
  @Column({ ...id, nullable: true })
  paymentId: number | null;

  /** The words that were agreed to, whole; null for a `CANCEL`, and once no longer kept. */
  @Column({ type: 'text', nullable: true })
  authorizationText: string | null;

  @Column({ ...word, nullable: true }) authorizationVersion: string | null;

  /** How the payer had logged in, and when a factor was shown last. */
  @Column({ ...word, nullable: true })
  authentication: Authentication | null;

  @Column({ ...instant, nullable: true }) authenticatedAt: Date | null;
  @Column({ type: 'varchar', length: 45, nullable: true }) address: string | null;
  @Column({ type: 'varchar', length: 500, nullable: true }) userAgent: string | null;
  @Column({ type: 'varchar', length: 128, nullable: true }) requestId: string | null;
  @Column(instant) createdAt: Date;
}

/** A one-time payment on one contract, made through the portal; ASPIRE keeps it as an Alternate EFT record. Outlives its contract. */
@Entity('payments')
@Index('payments_key', ['paymentKey'], { unique: true })
@Index('payments_by_order', ['orderId'])
@Index('payments_by_contract', ['contractId', 'id'])
@Index('payments_by_user', ['userId', 'id'])
@Index('payments_by_status', ['status', 'updatedAt'])
@Index('payments_by_update', ['updatedAt', 'id'])
@Index('payments_by_creation', ['createdAt', 'id'])
@Index('payments_by_posting', ['postedAt'])
export class PaymentEntity {
  @PrimaryColumn(id) @Generated('increment') id: number;

  /** By this ASPIRE knows it: a UUID, the same however often it is handed over. */
  @Column({ ...word, length: 36 })
  paymentKey: string;

  @Column(id) orderId: number;

  @ManyToOne(() => PaymentOrderEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'order_id', foreignKeyConstraintName: 'payments_order' })
  order: PaymentOrderEntity;

  @Column(id) userId: number;
  @Column(id) siteId: number;

  /** No foreign key: a payment outlives a contract that vanished. */
  @Column(id)
  contractId: number;

  @Column(id) bankAccountId: number;

  @ManyToOne(() => BankAccountEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'bank_account_id', foreignKeyConstraintName: 'payments_bank_account' })
  bankAccount: BankAccountEntity;

  /** Of the numbers it was authorised with: the bank account may have been corrected since. */
  @Column(digest)
  bankAccountFingerprint: Buffer;

  @Column(cents) amountCents: number;
  @Column(currency) currencyCode: string;

  /** A banking day: from then on an EFT batch may take it. */
  @Column({ type: 'date' })
  dueOn: string;

  @Column(word) secCode: SecCode;
  @Column(word) status: PaymentStatus;
  @Column(instant) createdAt: Date;

  /** When its status changed last. */
  @Column(instant)
  updatedAt: Date;

  /** ASPIRE's oid of the Alternate EFT record; null until it is known to exist. */
  @Column({ ...id, nullable: true })
  alternateEftId: number | null;

  /** The EFT batch that holds it in review, or took it. */
  @Column({ type: 'int', unsigned: true, nullable: true })
  batchNumber: number | null;

  @Column({ ...instant, nullable: true }) postedAt: Date | null;

  /** Of its entry in the NACHA file: 15 digits. */
  @Column({ ...word, nullable: true })
  traceNumber: string | null;

  @Column({ type: 'varchar', length: 200, nullable: true }) fileName: string | null;

  /** The money received that it became, once synced. */
  @Column({ ...id, nullable: true })
  receivedPaymentId: number | null;

  @Column({ type: 'date', nullable: true }) returnedOn: string | null;

  /** Nacha return reason code, `R01` … */
  @Column({ ...word, length: 3, nullable: true })
  returnReasonCode: string | null;
}

/** What can happen to a payment, beside changes of its status. */
export type PaymentEventKind =
  | 'SUBMITTED'
  | 'HAND_OVER_FAILED'
  | 'RECORDED'
  | 'CANCEL_REQUESTED'
  | 'CANCELED'
  | 'IN_REVIEW'
  | 'LEFT_OUT'
  | 'POSTED'
  | 'RECEIVED'
  | 'RETURNED'
  | 'CORRECTED'
  | 'RESTORED'
  | 'RAISED';

/** A step on a payment's way, with its evidence. Never changed, never removed. */
@Entity('payment_events')
@Index('payment_events_by_payment', ['paymentId', 'id'])
export class PaymentEventEntity {
  @PrimaryColumn(id) @Generated('increment') id: number;
  @Column(id) paymentId: number;

  @ManyToOne(() => PaymentEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'payment_id', foreignKeyConstraintName: 'payment_events_payment' })
  payment: PaymentEntity;

  @Column(instant) at: Date;
  @Column({ ...word, length: 30 }) kind: PaymentEventKind;

  /** Null where the status stayed. */
  @Column({ ...word, nullable: true })
  statusAfter: PaymentStatus | null;

  @Column(word) realm: 'PORTAL' | 'PLATFORM' | 'SYSTEM';
  @Column({ ...id, nullable: true }) actorId: number | null;
  @Column({ type: 'varchar', length: 254 }) actorName: string;

  /** What is known of it: oids, batch, file, answers. Never a number of a bank account. */
  @Column({ type: 'json' })
  evidence: Record<string, unknown>;
}
