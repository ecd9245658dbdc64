/** Columns 55–76 of an entry. */
const NAME_LENGTH = 22;

/** Letters and marks that no Unicode decomposition turns into ASCII, each with what stands for it. */
const SPELLED = new Map(
  ('ßss ẞSS ÆAE æae ŒOE œoe ØO øo ŁL łl ĐD đd ÐD ðd ÞTH þth ĦH ħh ıi ŦT ŧt ŊN ŋn ' + '‘\' ’\' ʼ\' ′\' “" ”" „" ″" ‐- ‑- ‒- –- —- −-')
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);
const PLAIN = /^[ -~]*$/;
/** Accents after decomposition, joiners, variation selectors and control characters stand for no letter of their own. */
const DROPPED = /^[\p{M}\p{Cf}\p{Cc}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Extended_Pictographic}]$/u;

/**
 * A name as an entry can carry it, the only thing the writer changes: accents give way to their letters, ligatures and typographic quotes are
 * spelled out, emoji are dropped, letters of other scripts become `?`, blanks are joined, and what does not fit in 22 columns is cut off.
 * The same name always gives the same result, and a result gives itself.
 */
export function nachaName(name: string): string {
  return toAscii(name.normalize('NFC').replace(/\s+/g, ' ')).replace(/ +/g, ' ').trim().slice(0, NAME_LENGTH).trimEnd();
}

function toAscii(text: string): string {
  if (PLAIN.test(text)) return text;
  let ascii = '';
  for (const letter of text) ascii += isPlain(letter) ? letter : spell(letter);
  return ascii;
}

function spell(letter: string): string {
  const spelled = SPELLED.get(letter);
  if (spelled !== undefined) return spelled;
  let ascii = '';
  for (const part of letter.normalize('NFKD').replace(/\s/g, ' '))
    ascii += isPlain(part) ? part : (SPELLED.get(part) ?? (DROPPED.test(part) ? '' : '?'));
  return ascii;
}

function isPlain(letter: string): boolean {
  return letter >= ' ' && letter <= '~';
}
