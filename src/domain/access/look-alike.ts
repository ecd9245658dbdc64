/** Words that say what kind of company it is, not which. */
const LEGAL_FORMS = new Set([
  'llc',
  'inc',
  'incorporated',
  'corp',
  'corporation',
  'co',
  'company',
  'ltd',
  'limited',
  'lp',
  'llp',
  'plc',
  'the',
  'and',
]);

/** Below this many letters, one other letter makes another name. */
const SHORTEST_WITH_SLIP = 5;

/** What remains of a name when case, punctuation, spacing and legal form are left aside. */
export function nameKey(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.replace(/(?<=\b\p{L})\.(?=\p{L}\b)/gu, '').match(/[\p{L}\p{N}]+/gu) ?? [];
  const significant = words.filter((word) => !LEGAL_FORMS.has(word));
  return (significant.length > 0 ? significant : words).join('');
}

/** The name from its first significant word on: "The Harbor" gives "Harbor". */
export function significantPart(name: string): string {
  const first = [...name.matchAll(/[\p{L}\p{N}]+/gu)].find((word) => !LEGAL_FORMS.has(word[0].toLowerCase()));
  return first ? name.slice(first.index) : name;
}

/** Whether two names are easily taken for each other: the same but for writing, or one letter in eight apart at most (one, from five letters on). */
export function looksAlike(one: string, other: string): boolean {
  const a = nameKey(one);
  const b = nameKey(other);
  if (a === b) return true;
  const longest = Math.max(a.length, b.length);
  // Names that differ in a number are brothers, not slips: "Store 12" and "Store 13".
  if (a.replace(/\P{N}/gu, '') !== b.replace(/\P{N}/gu, '')) return false;
  const tolerated = longest < SHORTEST_WITH_SLIP ? 0 : Math.max(1, Math.floor(longest / 8));
  return Math.abs(a.length - b.length) <= tolerated && distance(a, b) <= tolerated;
}

/** Levenshtein's distance: the least number of letters to change, add or leave out. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
