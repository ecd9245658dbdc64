import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { digest, exactText, id, instant, word } from './column-types';
import { PlatformSessionEntity, type PlatformRole } from './platform-user.entity';
import { SessionEntity } from './session.entity';
import { SiteEntity } from './site.entity';

/** By staff one at a time, by staff from a file, at the operator's command line, or by the user's own registration. */
export type EnrolmentSource = 'ADMIN' | 'IMPORT' | 'COMMAND_LINE' | 'SELF';

/** A borrower, lessee or guarantor, or a person they designate. Belongs to exactly one site. */
@Entity('users')
@Index('users_email_per_site', ['siteId', 'emailKey'], { unique: true })
@Index('users_by_email', ['emailKey'])
@Index('users_by_first_name', ['firstName'])
@Index('users_by_last_name', ['lastName'])
@Index('users_name_words', ['firstName', 'lastName', 'email'], { fulltext: true })
export class UserEntity {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true }) id: number;
  @Column(id) siteId: number;

  @ManyToOne(() => SiteEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'site_id', foreignKeyConstraintName: 'users_site' })
  site: SiteEntity;

  @Column({ type: 'varchar', length: 254 }) email: string;

  /** The e-mail in lower case: one user per site and key. */
  @Column(exactText)
  emailKey: string;

  @Column({ type: 'varchar', length: 100 }) firstName: string;
  @Column({ type: 'varchar', length: 100 }) lastName: string;

  /** argon2id in PHC form; null until the user has set one. */
  @Column({ type: 'varchar', length: 200, nullable: true })
  passwordHash: string | null;

  @Column({ ...instant, nullable: true }) disabledAt: Date | null;
  @Column({ ...instant, nullable: true }) lastLoggedInAt: Date | null;

  /** Grows with each change, so that nobody overwrites what they have not seen. */
  @Column({ type: 'int', unsigned: true, default: 1 })
  version: number;

  /** Until an authenticator app is enrolled, a session is good for nothing else. */
  @Column({ type: 'boolean', default: false })
  mustEnrolApp: boolean;

  /** How the user came about. */
  @Column({ ...word, default: 'ADMIN' })
  enrolmentSource: EnrolmentSource;

  @Column(instant) createdAt: Date;
}

/** A link: the user may see and act on what this account is customer or guarantor of. No foreign key: links outlive a vanished account. */
@Entity('user_accounts')
@Index('user_accounts_by_account', ['accountId', 'userId'])
export class UserAccountEntity {
  @PrimaryColumn(id) userId: number;

  @ManyToOne(() => UserEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'user_accounts_user' })
  user: UserEntity;

  @PrimaryColumn(id) accountId: number;
  @Column(instant) linkedAt: Date;
}

/** A running log-in of an end user, or of staff who look as the user. */
@Entity('user_sessions')
@Index('user_sessions_id', ['id'], { unique: true })
@Index('user_sessions_by_user', ['userId'])
@Index('user_sessions_by_expiry', ['expiresAt'])
@Index('user_sessions_by_staff_session', ['staffTokenHash'])
export class UserSessionEntity extends SessionEntity {
  @Column(id) userId: number;

  @ManyToOne(() => UserEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'user_sessions_user' })
  user: UserEntity;

  /** The log-in of the member of staff who looks as this user, and with which the session ends; null for the user's own. */
  @Column({ ...digest, nullable: true })
  staffTokenHash: Buffer | null;

  @ManyToOne(() => PlatformSessionEntity, { onDelete: 'CASCADE', onUpdate: 'CASCADE' })
  @JoinColumn({ name: 'staff_token_hash', foreignKeyConstraintName: 'user_sessions_staff_session' })
  staffSession: PlatformSessionEntity | null;

  /** The role they had then: with another one they start anew. */
  @Column({ ...word, nullable: true })
  staffRole: PlatformRole | null;

  @Column({ type: 'varchar', length: 500, nullable: true }) viewReason: string | null;
}
