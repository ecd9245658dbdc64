import { createHash, randomBytes } from 'node:crypto';

const SHAPE = /^[A-Za-z0-9_-]{43}$/;

/** A new token of 256 random bits, behind a prefix that says what it is for, and what is stored of it. */
export function newToken(prefix = ''): { token: string; tokenHash: Buffer } {
  const token = `${prefix}${randomBytes(32).toString('base64url')}`;
  return { token, tokenHash: digest(token) };
}

/** What is stored of a token; undefined for text that cannot be one with that prefix. */
export function hashToken(token: string, prefix = ''): Buffer | undefined {
  return token.startsWith(prefix) && SHAPE.test(token.slice(prefix.length)) ? digest(token) : undefined;
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
