import { Column, Entity, PrimaryColumn } from 'typeorm';
import { cents, currency, id, instant } from './column-types';

/** What of a loan's or capital lease's principal and interest is paid and what remains, as of a day. */
@Entity('principal_and_interest')
export class PrincipalAndInterestEntity {
  /** The contract's. */
  @PrimaryColumn(id)
  id: number;

  @Column(currency) currencyCode: string;

  /** The day for which the servicing system worked the amounts out. */
  @Column({ type: 'date' })
  asOf: string;

  @Column(cents) principalPaidCents: number;
  @Column(cents) interestPaidCents: number;
  @Column(cents) principalRemainingCents: number;
  @Column(cents) interestRemainingCents: number;
  @Column(instant) syncedAt: Date;
}
