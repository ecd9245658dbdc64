import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { cents, currency, id, instant, word } from './column-types';

export type PaymentMethod = 'EFT' | 'CHECK' | 'WIRE' | 'CARD' | 'OTHER';

/** Money the servicing system received on a contract. */
@Entity('payments')
@Index('payments_by_contract', ['contractId', 'receivedOn', 'id'])
export class PaymentEntity {
  @PrimaryColumn(id) id: number;
  @Column(id) contractId: number;

  /** The account that paid. */
  @Column(id) accountId: number;

  @Column({ type: 'date' }) receivedOn: string;
  @Column(cents) amountCents: number;
  @Column(currency) currencyCode: string;
  @Column(word) method: PaymentMethod;
  @Column({ type: 'varchar', length: 100, nullable: true }) reference: string | null;
  @Column({ type: 'date', nullable: true }) returnedOn: string | null;

  /** Nacha return reason code, `R01` … */
  @Column({ ...word, length: 3, nullable: true })
  returnReasonCode: string | null;

  @Column(instant) syncedAt: Date;
}
