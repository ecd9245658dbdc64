import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { cents, currency, id, instant, word } from './column-types';

export type PaymentMethod = 'EFT' | 'CHECK' | 'WIRE' | 'CARD' | 'OTHER';

/** Money received on a contract, as the servicing system recorded it. */
@Entity('received_payments')
@Index('received_payments_by_contract', ['contractId', 'receivedOn', 'id'])
@Index('received_payments_by_reference', ['reference'])
export class ReceivedPaymentEntity {
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
