import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { exactText, id, instant, word } from './column-types';
import { SessionEntity } from './session.entity';

export type PlatformRole = 'ADMINISTRATOR' | 'CUSTOMER_CARE';

/** Staff of the finance company: a realm of its own, sharing nothing with end users. */
@Entity('platform_users')
export class PlatformUserEntity {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true }) id: number;
  @Column({ type: 'varchar', length: 254 }) email: string;

  @Index('platform_users_email', { unique: true })
  @Column(exactText)
  emailKey: string;

  @Column({ type: 'varchar', length: 200 }) name: string;
  @Column(word) role: PlatformRole;

  /** argon2id in PHC form; null until one is set: nobody can log in as this person before. */
  @Column({ type: 'varchar', length: 200, nullable: true })
  passwordHash: string | null;

  /** Until an authenticator app is enrolled, a session is good for nothing else. */
  @Column({ type: 'boolean', default: false })
  mustEnrolApp: boolean;

  @Column({ ...instant, nullable: true }) disabledAt: Date | null;
  @Column({ ...instant, nullable: true }) lastLoggedInAt: Date | null;

  /** Grows with each change, so that nobody overwrites what they have not seen. */
  @Column({ type: 'int', unsigned: true, default: 1 })
  version: number;
  @Column(instant) createdAt: Date;
}

/** A running log-in of a platform user. */
@Entity('platform_sessions')
@Index('platform_sessions_id', ['id'], { unique: true })
@Index('platform_sessions_by_user', ['platformUserId'])
@Index('platform_sessions_by_expiry', ['expiresAt'])
export class PlatformSessionEntity extends SessionEntity {
  @Column(id) platformUserId: number;

  @ManyToOne(() => PlatformUserEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'platform_user_id', foreignKeyConstraintName: 'platform_sessions_platform_user' })
  platformUser: PlatformUserEntity;
}
