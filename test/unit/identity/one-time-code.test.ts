import { createHash } from 'node:crypto';
import {
  codeFits,
  counterCode,
  fittingTimeStep,
  hashRecoveryCode,
  newRecoveryCode,
  newSecret,
  timeCode,
  timeStepOf,
} from '../../../src/domain/identity/one-time-code';

/** The secret of the RFCs' test vectors, ASCII "12345678901234567890". */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('one-time codes', () => {
  it('are those of RFC 4226, appendix D', () => {
    const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
    expect(codes.map((_code, counter) => counterCode(SECRET, counter))).toEqual(codes);
  });

  // Six of the eight digits: the appendix shows eight.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238, appendix B, at %i', (seconds, code) => {
    expect(timeCode(SECRET, timeStepOf(new Date(seconds * 1000)))).toBe(code);
  });

  it('fit with blanks, and never otherwise than as six ASCII digits', () => {
    expect([codeFits('287082', '287082'), codeFits('287082', ' 287 082 ')]).toEqual([true, true]);
    for (const given of ['', '28708', '2870820', '28708a', '２８７０８２', '287082\n', '٢٨٧٠٨٢', '+28708', '0x4616'])
      expect([given, codeFits('287082', given)]).toEqual([given, false]);
  });

  it('of the current step and the one before it are taken, no other', () => {
    const now = new Date('2026-11-24T12:00:10Z');
    const step = timeStepOf(now);
    const steps = [-2, -1, 0, 1].map((distance) => fittingTimeStep(SECRET, timeCode(SECRET, step + distance), now));
    expect(steps).toEqual([undefined, step - 1, step, undefined]);
  });

  it('come of secrets of 160 bits, each another', () => {
    const secrets = Array.from({ length: 50 }, newSecret);
    expect(new Set(secrets).size).toBe(50);
    expect(secrets.every((secret) => /^[A-Z2-7]{32}$/.test(secret))).toBe(true);
  });
});

describe('recovery codes', () => {
  it('can be read aloud, and hold 80 bits', () => {
    const codes = Array.from({ length: 200 }, newRecoveryCode);
    expect(codes.every((code) => /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/.test(code))).toBe(true);
    expect(new Set(codes).size).toBe(200);
    expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32);
  });

  it('are known however they are typed, and stored only as a hash', () => {
    const hash = hashRecoveryCode('0123-4567-89AB-CDEF');
    for (const typed of ['0123456789abcdef', ' 0123 4567 89ab cdef ', 'O123-4567-89AB-CDEF', '0l23-4567-89ab-cdef'])
      expect(hashRecoveryCode(typed)).toEqual(hash);
    expect(hashRecoveryCode('0123-4567-89AB-CDEG')).not.toEqual(hash);
    expect(hash).not.toEqual(createHash('sha256').update('0123456789ABCDEF').digest());
  });
});
