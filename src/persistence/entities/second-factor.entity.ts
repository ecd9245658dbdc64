import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Realm } from '../../kernel/actor';
import { digest, id, instant, word } from './column-types';

/** Why somebody is asked for a factor: to log in, or to do something sensitive while logged in. */
export type ChallengePurpose = 'LOG_IN' | 'STEP_UP';

/** What a challenge can be answered with. */
export type FactorMethod = 'PASSWORD' | 'EMAIL_CODE' | 'AUTHENTICATOR_APP' | 'RECOVERY_CODE';

/** A factor that somebody has been asked for. Its token is no session: nothing but answering is possible with it. */
@Entity('challenges')
@Index('challenges_by_person', ['realm', 'personId'])
@Index('challenges_by_expiry', ['expiresAt'])
export class ChallengeEntity {
  @PrimaryColumn(digest) tokenHash: Buffer;
  @Column(word) realm: Realm;
  @Column(id) personId: number;
  @Column(word) purpose: ChallengePurpose;

  /** What is asked for first; a recovery code always does instead of the app. */
  @Column(word) method: FactorMethod;

  /** The session that a step-up belongs to; null for a log-in. */
  @Column({ ...digest, nullable: true }) sessionTokenHash: Buffer | null;

  /** How the session to come is carried; null for a step-up. */
  @Column({ ...word, nullable: true }) transport: 'BEARER' | 'COOKIE' | null;

  /** Sealed; only of an e-mailed code. The code itself is never stored. */
  @Column({ type: 'varchar', length: 255, charset: 'ascii', collation: 'ascii_bin', nullable: true }) sealedSecret: string | null;

  /** Of the code in force: a resend moves it on, and the code before is dead. */
  @Column({ type: 'int', unsigned: true, default: 0 }) counter: number;
  @Column({ ...instant, nullable: true }) codeSentAt: Date | null;

  /** Guesses so far, right or wrong. */
  @Column({ type: 'int', unsigned: true, default: 0 }) attempts: number;
  @Column(instant) createdAt: Date;
  @Column(instant) expiresAt: Date;
  @Column({ ...instant, nullable: true }) endedAt: Date | null;
}

/** Somebody's authenticator app. */
@Entity('authenticator_apps')
export class AuthenticatorAppEntity {
  @PrimaryColumn(word) realm: Realm;
  @PrimaryColumn(id) personId: number;
  @Column({ type: 'varchar', length: 255, charset: 'ascii', collation: 'ascii_bin' }) sealedSecret: string;

  /** Null until a code of it was shown: before, it counts for nothing. */
  @Column({ ...instant, nullable: true }) confirmedAt: Date | null;

  /** The time step of the last code accepted: it and all before it are spent. */
  @Column(id) lastTimeStep: number;
  @Column(instant) createdAt: Date;
}

/** A code that stands in for the app once. Only its hash is kept. */
@Entity('recovery_codes')
@Index('recovery_codes_by_person', ['realm', 'personId'])
export class RecoveryCodeEntity {
  @PrimaryColumn(digest) codeHash: Buffer;
  @Column(word) realm: Realm;
  @Column(id) personId: number;
  @Column({ ...instant, nullable: true }) usedAt: Date | null;
  @Column(instant) createdAt: Date;
}

/** The finance company's own switches; one row, and none before the first change: all off. */
@Entity('identity_settings')
export class IdentitySettingsEntity {
  @PrimaryColumn({ type: 'tinyint', unsigned: true }) id: number;

  /** Multi-factor authentication on every site, whatever the site says. */
  @Column({ type: 'boolean' }) mfaOnAllSites: boolean;
  @Column({ type: 'boolean' }) mfaOnPlatform: boolean;
  @Column({ type: 'int', unsigned: true, default: 1 }) version: number;
}
