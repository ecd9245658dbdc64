import { createHash, randomBytes } from 'node:crypto';
import { SESSION_LIFETIME } from './session-lifetime';

const SHAPE = /^[A-Za-z0-9_-]{43}$/;

/** A log-in that succeeded. The token is shown this once and stored only as a hash. */
export interface NewSession {
  token: string;
  expiresAt: Date;
}

/** What is stored of a session, of either realm. */
export interface SessionRecord {
  tokenHash: Buffer;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
}

/** A new session with an opaque token of 256 random bits, which ends `lifetimeMs` from now whatever happens: what the client gets and what is stored. */
export function beginSession(now: Date, lifetimeMs: number = SESSION_LIFETIME.absoluteMs): { session: NewSession; record: SessionRecord } {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  return { session: { token, expiresAt }, record: { tokenHash: digest(token), createdAt: now, lastUsedAt: now, expiresAt } };
}

/** What is stored of a token; undefined for text that cannot be one. */
export function hashSessionToken(token: string): Buffer | undefined {
  return SHAPE.test(token) ? digest(token) : undefined;
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
