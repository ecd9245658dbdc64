import { createRequire } from 'node:module';
import type { dictionary } from '@zxcvbn-ts/language-common';

/** What fingers find without thinking: a password that is a stretch of one of these, either way, is none. */
const ROWS = ['01234567890123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', 'qazwsxedcrfvtgbyhnujmikolp'];
const LONGEST_TRIVIAL_PIECE = 4;

let listed: readonly string[] | undefined;

/**
 * Whether the whole password is one that everybody tries first: one of the 49 000 most common ones, in whatever case and with whatever
 * digits and signs at its end ("Summer2026!" is "summer" to a guesser), or nothing but a repetition or a row of keys. Words inside are not
 * looked at (NIST SP 800-63B: the entire password is compared), so that phrases stay free.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.toLowerCase();
  return isListed(text) || isListed(withoutTail(text)) || isRepetition(text) || isRow(text);
}

/** Without the digits and signs at the end; `text` itself when there is nothing else. */
export function withoutTail(text: string): string {
  return text.replace(/[\P{L}]+$/u, '') || text;
}

/** A search through the list takes less than a millisecond: an index of it would be the list in memory once more. */
function isListed(text: string): boolean {
  listed ??= load();
  return listed.includes(text);
}

/** Read when the first password is set, not at the start of the process. */
function load(): readonly string[] {
  const fromHere = createRequire(__filename);
  return (fromHere('@zxcvbn-ts/language-common') as { dictionary: typeof dictionary }).dictionary.passwords;
}

function isRepetition(text: string): boolean {
  // The text is found in itself, doubled, as soon as it is shifted by one piece.
  const piece = text.slice(0, `${text}${text}`.indexOf(text, 1));
  return piece !== text && (piece.length <= LONGEST_TRIVIAL_PIECE || isListed(piece) || isListed(withoutTail(piece)));
}

function isRow(text: string): boolean {
  const back = [...text].reverse().join('');
  return ROWS.some((row) => row.includes(text) || row.includes(back));
}
