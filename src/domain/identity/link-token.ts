import { createHash, randomBytes } from 'node:crypto';

const SHAPE = /^[A-Za-z0-9_-]{43}$/;

/** A new token of 256 random bits for a link in a letter, with what is stored of it. */
export function newLinkToken(): { token: string; tokenHash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: digest(token) };
}

/** What is stored of a token; undefined for text that cannot be one. */
export function hashLinkToken(token: string): Buffer | undefined {
  return SHAPE.test(token) ? digest(token) : undefined;
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
