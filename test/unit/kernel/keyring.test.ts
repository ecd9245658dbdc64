import fc from 'fast-check';
import { Keyring, UnsealError } from '../../../src/kernel/keyring';

const key = (id: string, fill: number) => ({ id, key: Buffer.alloc(32, fill) });

describe('the keyring', () => {
  const ring = new Keyring([key('k1', 1)]);

  it('opens what it sealed, for the same purpose only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = ring.seal(text, 'mail');
        expect(ring.open(sealed, 'mail')).toBe(text);
        expect(() => ring.open(sealed, 'seed')).toThrow(UnsealError);
      }),
    );
  });

  it('never seals the same way twice', () => {
    expect(ring.seal('secret', 'mail')).not.toBe(ring.seal('secret', 'mail'));
  });

  it('refuses whatever was changed, cut or sealed by an unknown key, and never says what it held', () => {
    const sealed = ring.seal('secret', 'mail');
    const changed = [...sealed].map((letter, at) => sealed.slice(0, at) + (letter === 'A' ? 'B' : 'A') + sealed.slice(at + 1));
    for (const wrong of [...changed.slice(3, -1), '', 'k1', 'k1.', 'k2.AAAA', sealed.slice(0, -4)]) {
      expect(() => ring.open(wrong, 'mail')).toThrow('cannot be opened');
    }
  });

  it('is turned by putting a new key before the old one', () => {
    const old = ring.seal('secret', 'mail');
    const turned = new Keyring([key('k2', 2), key('k1', 1)]);
    expect(turned.open(old, 'mail')).toBe('secret');
    expect([turned.isOutdated(old), turned.isOutdated(turned.seal('secret', 'mail'))]).toEqual([true, false]);
  });

  it.each([
    ['no key', []],
    ['a short key', [{ id: 'k1', key: Buffer.alloc(16) }]],
    ['two keys of one name', [key('k1', 1), key('k1', 2)]],
  ])('refuses %s', (_what, keys) => {
    expect(() => new Keyring(keys)).toThrow();
  });
});
