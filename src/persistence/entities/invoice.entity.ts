import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { cents, currency, id, instant, word } from './column-types';

export type InvoiceType = 'SCHEDULED' | 'MISCELLANEOUS';

/** An invoice's head. Its amounts live on the lines, because who may see a line depends on the line's contract. */
@Entity('invoices')
export class InvoiceEntity {
  @PrimaryColumn(id) id: number;
  @Column({ type: 'varchar', length: 64 }) invoiceNumber: string;

  /** The account billed. */
  @Column(id) accountId: number;

  @Column(word) invoiceType: InvoiceType;
  @Column({ type: 'date' }) invoicedOn: string;
  @Column({ type: 'date' }) dueOn: string;
  @Column(currency) currencyCode: string;
  @Column(instant) syncedAt: Date;
}

/** One charge of an invoice: on a contract or, an account-level charge, on an account; exactly one of the two. */
@Entity('invoice_lines')
@Index('invoice_lines_by_contract', ['contractId', 'dueOn', 'invoiceId'])
@Index('invoice_lines_by_account', ['accountId', 'dueOn', 'invoiceId'])
export class InvoiceLineEntity {
  @PrimaryColumn(id) invoiceId: number;

  @ManyToOne(() => InvoiceEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'invoice_id', foreignKeyConstraintName: 'invoice_lines_invoice' })
  invoice: InvoiceEntity;

  @PrimaryColumn({ type: 'int', unsigned: true }) lineNumber: number;
  @Column({ ...id, nullable: true }) contractId: number | null;

  /** Set only where the line is on no contract. */
  @Column({ ...id, nullable: true })
  accountId: number | null;

  @Column({ ...id, nullable: true }) assetId: number | null;

  /** The invoice's due date, repeated so that lists sorted by it are read from one index. */
  @Column({ type: 'date' })
  dueOn: string;

  @Column({ type: 'varchar', length: 60 }) transactionCode: string;
  @Column({ type: 'varchar', length: 400, nullable: true }) description: string | null;
  @Column(cents) amountCents: number;
  @Column(cents) balanceCents: number;
}
