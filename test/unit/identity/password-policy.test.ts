import { dictionary } from '@zxcvbn-ts/language-common';
import fc from 'fast-check';
import { passwordRefusal } from '../../../src/domain/identity/password-policy';

const WITH_MFA = { mfaIsOn: true, about: [] };
const WITHOUT_MFA = { mfaIsOn: false, about: [] };
const FINE = 'violet anvil quarterly harbour ';

describe('how long a password is', () => {
  it.each([
    ['', 'PASSWORD_TOO_SHORT', 'PASSWORD_TOO_SHORT'],
    ['vqk7 rw', 'PASSWORD_TOO_SHORT', 'PASSWORD_TOO_SHORT'],
    ['vqk7 rwe', undefined, 'PASSWORD_TOO_SHORT'],
    ['violet anvil q', undefined, 'PASSWORD_TOO_SHORT'],
    ['violet anvil qu', undefined, undefined],
    [FINE.repeat(5).slice(0, 128), undefined, undefined],
    [FINE.repeat(5).slice(0, 129), 'PASSWORD_TOO_LONG', 'PASSWORD_TOO_LONG'],
    ['😀🐻😎🦊😇🐙🤖', 'PASSWORD_TOO_SHORT', 'PASSWORD_TOO_SHORT'],
    ['😀🐻😎🦊😇🐙🤖👻', undefined, 'PASSWORD_TOO_SHORT'],
    ['Zoe\u0308 wöhn', undefined, 'PASSWORD_TOO_SHORT'],
    ['Zoe\u0308 wöh', 'PASSWORD_TOO_SHORT', 'PASSWORD_TOO_SHORT'],
    ['\ufdfa', 'PASSWORD_TOO_SHORT', 'PASSWORD_TOO_SHORT'],
    [`\ufdfa${FINE.repeat(4)}`, 'PASSWORD_TOO_LONG', 'PASSWORD_TOO_LONG'],
  ])('%j: with a second factor %s, without %s', (password, withMfa, withoutMfa) => {
    expect([passwordRefusal(password, WITH_MFA)?.code, passwordRefusal(password, WITHOUT_MFA)?.code]).toEqual([withMfa, withoutMfa]);
  });

  it('is told in words', () => {
    expect(passwordRefusal('', WITH_MFA)).toEqual({
      code: 'PASSWORD_TOO_SHORT',
      message: 'A password has at least 8 characters.',
      field: 'password',
    });
    expect(passwordRefusal('', WITHOUT_MFA)?.message).toContain('15');
  });
});

describe('common passwords', () => {
  it.each([
    'password',
    'PassWord',
    'ｐａｓｓｗｏｒｄ',
    'password1',
    'Password123!',
    'Summer2026!',
    'monkey123456789',
    'letmein!!!!!!!!',
    'qwertyuiop',
    'passwordpassword',
    'dragondragondragon',
    'Dragon1Dragon1Dragon1',
    'aaaaaaaaaaaaaaa',
    '               ',
    'abcabcabcabcabc',
    '12341234123412341234',
    '123456789012345',
    '543210987654321',
    'abcdefghijklmnop',
    'qwertyuiopasdfgh',
    'mnbvcxzlkjhgfdsa',
  ])('%j is refused', (password) => {
    expect(passwordRefusal(password, WITH_MFA)).toMatchObject({ code: 'PASSWORD_TOO_COMMON', field: 'password' });
  });

  it.each([
    'correct horse battery staple',
    'my password is secret enough',
    'password of the harbour master',
    '2026 summer in the north',
    'lower case only and no digits',
    'violet anvil violet anvil',
    'kq7vxr2mw9',
  ])('%j may be used: words inside it do not matter', (password) => {
    expect(passwordRefusal(password, WITH_MFA)).toBeUndefined();
  });

  it('are more than 10 000 of those that would be long enough, each refused', () => {
    const long = dictionary.passwords.filter((password) => password.length >= 8);
    expect(long.length).toBeGreaterThan(10_000);
    const some = long.filter((_, index) => index % 50 === 0);
    expect(some.filter((password) => passwordRefusal(password.toUpperCase(), WITH_MFA)?.code !== 'PASSWORD_TOO_COMMON')).toEqual([]);
  });

  it('never throws, whatever the text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 140 });
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 3 }), (password, about) => void passwordRefusal(password, { mfaIsOn: true, about })),
    );
  });
});

describe('what anybody knows of a person', () => {
  const about = ['Una.Vandermeer@Example-Leasing.com', 'Una', 'Vandermeer', 'Una Vandermeer', 'Nørth Käpital Portal', 'Li', ''];

  it.each([
    'Una.Vandermeer@Example-Leasing.com',
    'una.vandermeer@example-leasing.com!',
    'una.vandermeer',
    'UNAVANDERMEER',
    'una_vandermeer',
    'Vandermeer',
    'vandermeer2026!',
    'Una12345678',
    'nørth kÄpital portal 1',
  ])('is no password: %j', (password) => {
    expect(passwordRefusal(password, { mfaIsOn: true, about })).toMatchObject({ code: 'PASSWORD_TOO_PERSONAL', field: 'password' });
  });

  it.each(['una and the seven leases', 'vandermeer of the north', 'Li12345678', 'example-leasing.com'])(
    'may be part of one: %j',
    (password) => {
      expect(passwordRefusal(password, { mfaIsOn: true, about })).toBeUndefined();
    },
  );
});
