import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { generateSecret, generateSync, generateURI } from 'otplib';

/** Seconds of a time step (RFC 6238 §4.1). */
const STEP_SECONDS = 30;
const CODE = /^\d{6}$/;
/** 160 bits, which RFC 4226 §4 recommends. */
const SECRET_BYTES = 20;
/** Crockford's base32: no I, L, O, U to be misread. */
const RECOVERY_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RECOVERY_LENGTH = 16;

/** A new shared secret in base32. */
export function newSecret(): string {
  return generateSecret({ length: SECRET_BYTES });
}

/** The six digits of a counter (RFC 4226). */
export function counterCode(secret: string, counter: number): string {
  return generateSync({ strategy: 'hotp', secret, counter });
}

/** The six digits of a time step (RFC 6238). */
export function timeCode(secret: string, step: number): string {
  return generateSync({ secret, epoch: step * STEP_SECONDS, period: STEP_SECONDS });
}

/** The time step an instant lies in. */
export function timeStepOf(at: Date): number {
  return Math.floor(at.getTime() / 1000 / STEP_SECONDS);
}

/** Compares in constant time. Only six ASCII digits, with blanks wherever people put them, can ever fit. */
export function codeFits(expected: string, given: string): boolean {
  const digits = given.replaceAll(' ', '');
  return CODE.test(digits) && timingSafeEqual(Buffer.from(digits), Buffer.from(expected));
}

/** The time step whose code this is: the current one or the one before it (RFC 6238 §5.2); undefined for neither. Always looks at both. */
export function fittingTimeStep(secret: string, given: string, now: Date): number | undefined {
  const current = timeStepOf(now);
  const fits = [current, current - 1].filter((step) => codeFits(timeCode(secret, step), given));
  return fits[0];
}

/** What an authenticator app reads out of a QR code. */
export function authenticatorUri(issuer: string, email: string, secret: string): string {
  return generateURI({ issuer, label: email, secret });
}

/** A recovery code of 80 random bits, for example `7K2M-9QXW-0B4T-H3NZ`. */
export function newRecoveryCode(): string {
  const letters = [...randomBytes(RECOVERY_LENGTH)].map((byte) => RECOVERY_ALPHABET[byte % RECOVERY_ALPHABET.length]);
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
}

/** What is stored of a recovery code: written with or without dashes and blanks, in any case, with O for 0 and I or L for 1. */
export function hashRecoveryCode(code: string): Buffer {
  const plain = code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return createHash('sha256').update(`recovery code ${plain}`).digest();
}
