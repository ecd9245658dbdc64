import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { cents, exactText, id, instant, word } from './column-types';

/** Which bank accounts a site's users may pay from: any, or only those that the customer has in ASPIRE. */
export type BankAccountMode = 'ALLOW_ANY' | 'ALLOW_EXISTING';

/** One branded front end of the finance company. */
@Entity('sites')
export class SiteEntity {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true }) id: number;

  /** The word a front end names its site by at log-in. */
  @Index('sites_key', { unique: true })
  @Column({ ...word, length: 40 })
  siteKey: string;

  @Column({ type: 'varchar', length: 200 }) name: string;
  @Column({ type: 'varchar', length: 500 }) url: string;

  /** Whether the site takes contracts that carry no private label. */
  @Column({ type: 'boolean' })
  takesUnlabelled: boolean;

  /** Where the site's people may turn to. */
  @Column({ type: 'varchar', length: 254, nullable: true })
  supportEmail: string | null;

  /** `#rrggbb`; null for the default. */
  @Column({ type: 'char', length: 7, charset: 'ascii', collation: 'ascii_bin', nullable: true })
  buttonColor: string | null;

  /** Multi-factor authentication for the site's users. */
  @Column({ type: 'boolean', default: false })
  mfaIsOn: boolean;

  /** A log-in ends after this long without a request. */
  @Column({ type: 'int', unsigned: true, default: 30 })
  sessionIdleMinutes: number;

  /** A log-in ends after this long, however much it is used. */
  @Column({ type: 'int', unsigned: true, default: 720 })
  sessionAbsoluteMinutes: number;

  /** Whether visitors of the site may register on their own. */
  @Column({ type: 'boolean', default: true })
  selfEnrolment: boolean;

  /** Whether people can pay here, manage bank accounts and see their payments. */
  @Column({ type: 'boolean', default: true })
  paymentsAreOn: boolean;

  @Column({ ...word, default: 'ALLOW_ANY' }) bankAccountMode: BankAccountMode;

  /** Whether a payment may be more than a contract's open charges. */
  @Column({ type: 'boolean', default: false })
  allowsPrepayment: boolean;

  /** Debits of companies' accounts are `CCD`; off, everything is `WEB`, as ASPIRE stamps it. */
  @Column({ type: 'boolean', default: false })
  secCodeByHolderType: boolean;

  /** Of one payment; null for no limit but the file's. */
  @Column({ ...cents, nullable: true })
  maximumPaymentCents: number | null;

  /** Of one user's payments submitted within 24 hours, cancelled ones aside; null for none. */
  @Column({ ...cents, nullable: true })
  maximumDayCents: number | null;

  @Column({ ...instant, nullable: true }) disabledAt: Date | null;

  /** Grows with each change, so that nobody overwrites what they have not seen. */
  @Column({ type: 'int', unsigned: true, default: 1 })
  version: number;
  @Column(instant) createdAt: Date;
}

/** A private label the site takes. One label may be on several sites. */
@Entity('site_labels')
export class SiteLabelEntity {
  @PrimaryColumn(id) siteId: number;

  @ManyToOne(() => SiteEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'site_id', foreignKeyConstraintName: 'site_labels_site' })
  site: SiteEntity;

  @PrimaryColumn({ ...exactText, length: 100 }) privateLabel: string;
}
