import { Column, Generated, PrimaryColumn } from 'typeorm';
import { digest, id, instant, word } from './column-types';

/** How whoever uses a session proved who they are, the strongest proof of the log-in. */
export type Authentication = 'PASSWORD' | 'EMAIL_CODE' | 'AUTHENTICATOR_APP' | 'RECOVERY_CODE';

/** How a session's token travels: in a header that a program sets, or in a cookie that only the browser sees. */
export type SessionTransport = 'BEARER' | 'COOKIE';

/** `ENROL_APP`: good for nothing but enrolling an authenticator app. */
export type SessionRestriction = 'NONE' | 'ENROL_APP';

/** What a running log-in is in both realms. The token itself is never stored. */
export abstract class SessionEntity {
  @PrimaryColumn(digest) tokenHash: Buffer;

  /** What the session is called where people look at it; it stays when the token changes. */
  @Column(id)
  @Generated('increment')
  id: number;

  @Column(instant) createdAt: Date;
  @Column(instant) lastUsedAt: Date;
  @Column(instant) expiresAt: Date;
  @Column({ ...word, default: 'PASSWORD' }) authentication: Authentication;
  @Column({ ...word, default: 'BEARER' }) transport: SessionTransport;
  @Column({ ...word, default: 'NONE' }) restriction: SessionRestriction;

  /** Where it was begun from. */
  @Column({ type: 'varchar', length: 45, nullable: true })
  address: string | null;

  @Column({ type: 'varchar', length: 200, nullable: true }) userAgent: string | null;

  /** When its user last proved anew who they are; null when not since the log-in. */
  @Column({ ...instant, nullable: true })
  steppedUpAt: Date | null;
}
