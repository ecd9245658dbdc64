import { createHmac } from 'node:crypto';
import type { Origin } from '../../kernel/actor';
import type { Authentication, SessionEntity, SessionRestriction, SessionTransport } from '../../persistence/entities/session.entity';
import { newToken } from './opaque-token';

export type { Authentication, SessionRestriction, SessionTransport } from '../../persistence/entities/session.entity';

const LONGEST_USER_AGENT = 200;

/** How somebody comes to a session. */
export interface SessionStart {
  authentication: Authentication;
  transport: SessionTransport;
  restriction: SessionRestriction;
  origin: Origin;
  userAgent: string | undefined;
  /** The token the client had until now, if it had one: that session ends (OWASP ASVS 5.0, 7.2.4). */
  replaces?: string | undefined;
}

/** How a log-in by password reaches us. */
export type LogInFrom = Omit<SessionStart, 'authentication' | 'restriction'>;

/** A session with the token that its client goes on with. The token is handed out this once and stored only as a hash. */
export interface NewSession {
  token: string;
  transport: SessionTransport;
  expiresAt: Date;
  /** What is left of it until `expiresAt`. */
  lifetimeSeconds: number;
}

/** What is stored of a new session, of either realm. */
export type SessionRecord = Omit<SessionEntity, 'id'>;

/** A new session, which ends `lifetimeMs` from now whatever happens: what the client gets and what is stored. */
export function beginSession(now: Date, lifetimeMs: number, how: SessionStart): { session: NewSession; record: SessionRecord } {
  const { authentication, transport, restriction, origin, userAgent } = how;
  const { token, tokenHash } = newToken();
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  const from = { address: origin.address, userAgent: userAgent?.slice(0, LONGEST_USER_AGENT) ?? null };
  return {
    session: toNewSession(token, { transport, expiresAt }, now),
    record: { tokenHash, createdAt: now, lastUsedAt: now, expiresAt, authentication, transport, restriction, ...from, steppedUpAt: now },
  };
}

export function toNewSession(token: string, session: Pick<SessionEntity, 'transport' | 'expiresAt'>, now: Date): NewSession {
  const { transport, expiresAt } = session;
  return { token, transport, expiresAt, lifetimeSeconds: Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000)) };
}

/** What a page must repeat in a header with each change, for a session whose token it cannot read. Follows from the token alone. */
export function csrfTokenOf(token: string): string {
  return createHmac('sha256', token).update('csrf').digest('base64url');
}
