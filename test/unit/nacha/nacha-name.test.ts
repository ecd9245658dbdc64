import fc from 'fast-check';
import { nachaName } from '../../../src/nacha/nacha-name';

describe('names in entries', () => {
  it.each([
    ['Jo Payer', 'Jo Payer'],
    ['José Müller', 'Jose Muller'],
    ['Jose\u0301 Mu\u0308ller', 'Jose Muller'],
    ['Łukasz Żółć', 'Lukasz Zolc'],
    ['Begoña Ñúñez', 'Begona Nunez'],
    ['Søren Ærø', 'Soren AEro'],
    ['Strauß & Söhne', 'Strauss & Sohne'],
    ['Þórður Đorđević', 'THordur Dordevic'],
    ['Ｆｕｌｌ ﬁne', 'Full fine'],
    ['O’Neill – “Jo”', `O'Neill - "Jo"`],
    ['Renée 😀 Dupont 👩‍👩‍👧 🇺🇸', 'Renee Dupont'],
    ['❤️ Love™', 'LoveTM'],
    ['李明', '??'],
    ['Иван Jr.', '???? Jr.'],
    ['  two\t\n blanks  ', 'two blanks'],
    ['a\u0000b\u200Bc\u00A0d', 'abc d'],
    ['The Exceedingly Long Name of a Company', 'The Exceedingly Long N'],
    ['The Exceedingly Longer Name', 'The Exceedingly Longer'],
    ['abcdefghijklmnopqrstu vwx', 'abcdefghijklmnopqrstu'],
    ['Straße der Überlängen 1', 'Strasse der Uberlangen'],
    ['😀', ''],
    ['\uD800', '?'],
    ['', ''],
  ])('%j becomes %j', (name, result) => {
    expect(nachaName(name)).toBe(result);
  });

  it('are printable ASCII of 22 columns at most, and stay as they are the second time', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 40 })), (name) => {
        const result = nachaName(name);
        expect(result).toMatch(/^(?:[!-~](?:[ -~]{0,20}[!-~])?)?$/);
        expect(nachaName(result)).toBe(result);
      }),
      { numRuns: 1_000 },
    );
  });
});
