import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { cents, currency, id, instant } from './column-types';

/** The stored schedule of a loan or capital lease; operating leases have none, and termination keeps it. */
@Entity('amortization_schedules')
export class AmortizationScheduleEntity {
  /** The contract's. */
  @PrimaryColumn(id)
  id: number;

  @Column(currency) currencyCode: string;
  @Column(instant) syncedAt: Date;
}

/** A payment of a schedule; row 0 is the amount financed, before any payment. */
@Entity('amortization_rows')
export class AmortizationRowEntity {
  @PrimaryColumn(id) contractId: number;

  @ManyToOne(() => AmortizationScheduleEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'contract_id', foreignKeyConstraintName: 'amortization_rows_schedule' })
  schedule: AmortizationScheduleEntity;

  /** 0, 1, 2 … without a gap. */
  @PrimaryColumn({ type: 'int', unsigned: true })
  rowIndex: number;

  @Column({ type: 'date' }) dueOn: string;
  @Column(cents) paymentCents: number;
  @Column(cents) principalCents: number;
  @Column(cents) interestCents: number;

  /** Principal that is left after the payment. */
  @Column(cents)
  balanceCents: number;
}
