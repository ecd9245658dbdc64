import { giveUpAt, nextAttemptAt, usefulUntil } from '../../../src/domain/mail/delivery-plan';
import { isMailable } from '../../../src/domain/mail/plain-text';

const NOW = new Date('2026-11-23T15:00:00.000Z');
const secondsAfter = (instant: Date | null): number => ((instant?.getTime() ?? NaN) - NOW.getTime()) / 1000;

describe('pauses between attempts', () => {
  it('grow up to an hour', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 30].map((attempts) => secondsAfter(nextAttemptAt(NOW, attempts, 0.5)));
    expect(pauses).toEqual([30, 60, 120, 300, 900, 1800, 3600, 3600, 3600]);
  });

  it('are spread by a fifth', () => {
    expect([0, 0.25, 1].map((random) => secondsAfter(nextAttemptAt(NOW, 1, random)))).toEqual([24, 27, 36]);
  });

  it('end after a day', () => {
    expect(secondsAfter(giveUpAt(NOW))).toBe(86_400);
  });
});

describe('a letter is of use', () => {
  it('until its code or link has lost its own', () => {
    expect(secondsAfter(usefulUntil(NOW, { kind: 'LOG_IN_CODE', code: '1', minutes: 5 }))).toBe(900);
    expect(secondsAfter(usefulUntil(NOW, { kind: 'PASSWORD_RESET', link: '', minutes: 30 }))).toBe(1800);
    expect(secondsAfter(usefulUntil(NOW, { kind: 'REGISTRATION', link: '', hours: 72 }))).toBe(259_200);
    expect(usefulUntil(NOW, { kind: 'PASSWORD_CHANGED' })).toBeNull();
  });
});

describe('an address', () => {
  it.each(['a@b', 'dana.o+x@north.example', "o'neil@north.example", 'jürgen@büro.example'])('%s can be mailed to', (address) => {
    expect(isMailable(address)).toBe(true);
  });

  it.each([
    '',
    'dana',
    'a@b@c',
    'a@b.example, c@d.example',
    'a@b.example;c@d.example',
    'Dana <a@b.example>',
    'a@b.example\r\nBcc: c@d.example',
    'a b@c.example',
    '"a"@b.example',
    `${'x'.repeat(65)}@b.example`,
    `a@${'x'.repeat(260)}`,
    'a\u200b@b.example',
  ])('%j cannot', (address) => {
    expect(isMailable(address)).toBe(false);
  });
});
