import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { exactText, id, instant, word } from './column-types';
import { SiteEntity } from './site.entity';

/** How an attempt to register ended; the visitor is told of `ALREADY_REGISTERED` alone. */
export type EnrolmentOutcome = 'ENROLLED' | 'ALREADY_REGISTERED' | 'NO_MATCH' | 'NOT_CHECKED';

/**
 * One attempt of a visitor to register, for the staff who are asked why no e-mail came. Kept for a limited time; without the names and the
 * postal code as entered, which would make it a store of guesses at other people's data.
 */
@Entity('enrolment_attempts')
@Index('enrolment_attempts_by_email', ['siteId', 'emailKey', 'id'])
@Index('enrolment_attempts_by_time', ['at'])
export class EnrolmentAttemptEntity {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true }) id: number;
  @Column(id) siteId: number;

  @ManyToOne(() => SiteEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'site_id', foreignKeyConstraintName: 'enrolment_attempts_site' })
  site: SiteEntity;

  @Column(instant) at: Date;

  /** As entered. */
  @Column({ type: 'varchar', length: 254 })
  email: string;

  @Column(exactText) emailKey: string;

  /** As entered, whether such a contract exists or not. */
  @Column({ type: 'varchar', length: 64 })
  contractNumber: string;

  @Column(word) outcome: EnrolmentOutcome;

  /** Condition → whether it held; null where it could not be told. */
  @Column({ type: 'json' })
  findings: Record<string, boolean | null>;

  /** The contract that was held against; null where none was known. */
  @Column({ ...id, nullable: true })
  contractId: number | null;

  /** The user who came of it; null where none did. */
  @Column({ ...id, nullable: true })
  userId: number | null;

  @Column({ type: 'varchar', length: 128, nullable: true }) requestId: string | null;
  @Column({ type: 'varchar', length: 45, nullable: true }) address: string | null;
}
