const DATE_OR_AMOUNT = /^(\d{4}-\d\d-\d\d|-?\d+\.\d{2})$/;
/** Names may be written in capitals, too: a word of a closed list is known by its field. */
const WORD = /^[A-Z][A-Z_]{0,40}$/;
const WORD_FIELD = /(Type|Method|Code|Scenario|Frequency|Timing)$/;
const ID_FIELD = /(^|[a-z])(Id|Oid)$/;
const LARGEST_HARMLESS_NUMBER = 1_000_000;

/**
 * A record as it came, for people who look for what is wrong with it: names, addresses and whatever else may be somebody's are told by their length
 * alone; what stays are its shape, oids and ids, dates, amounts, words of closed lists, true and false. Null for what is no whole JSON.
 */
export function maskedPayload(payload: string): string | null {
  try {
    return JSON.stringify(maskedValue('', JSON.parse(payload)), null, 2);
  } catch {
    return null;
  }
}

function maskedValue(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => maskedValue(name, one));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, maskedValue(key, one)]));
  if (typeof value === 'string') return isHarmless(name, value) ? value : `(text of ${value.length} characters)`;
  if (typeof value === 'number') return /oid$/i.test(name) || Math.abs(value) <= LARGEST_HARMLESS_NUMBER ? value : '(number)';
  return value;
}

function isHarmless(name: string, text: string): boolean {
  return text === '' || ID_FIELD.test(name) || DATE_OR_AMOUNT.test(text) || (WORD_FIELD.test(name) && WORD.test(text));
}
