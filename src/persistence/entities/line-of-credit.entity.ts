import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { cents, currency, id, instant } from './column-types';

/** What an account may draw on, and how much of it is drawn. */
@Entity('lines_of_credit')
@Index('lines_of_credit_by_account', ['accountId', 'id'])
export class LineOfCreditEntity {
  @PrimaryColumn(id) id: number;
  @Column(id) accountId: number;

  /** The text that people use. */
  @Column({ type: 'varchar', length: 64 })
  lineOfCreditNumber: string;

  @Column({ type: 'varchar', length: 400, nullable: true }) description: string | null;
  @Column(currency) currencyCode: string;
  @Column(cents) limitCents: number;
  @Column(cents) outstandingCents: number;
  @Column(cents) availableCents: number;
  @Column({ type: 'date', nullable: true }) expiresOn: string | null;
  @Column(instant) syncedAt: Date;
}

/** One amount drawn on a line of credit. */
@Entity('line_of_credit_draws')
export class LineOfCreditDrawEntity {
  @PrimaryColumn(id) lineOfCreditId: number;

  @ManyToOne(() => LineOfCreditEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'line_of_credit_id', foreignKeyConstraintName: 'line_of_credit_draws_line_of_credit' })
  lineOfCredit: LineOfCreditEntity;

  @PrimaryColumn({ type: 'int', unsigned: true }) drawNumber: number;
  @Column({ type: 'date' }) drawnOn: string;
  @Column(cents) amountCents: number;

  /** The contract that it financed, where it did. */
  @Column({ ...id, nullable: true })
  contractId: number | null;
}
