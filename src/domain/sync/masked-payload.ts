const HARMLESS_TEXT = /^(\d{4}-\d\d-\d\d|-?\d+\.\d{2}|[A-Z][A-Z_]{1,40})$/;
const LARGEST_HARMLESS_NUMBER = 1_000_000;

/**
 * A record as it came, for people who look for what is wrong with it: names, addresses and whatever else may be somebody's are told by their length
 * alone; what stays are its shape, oids and ids, dates, amounts, words in capitals, true and false. Null for what is no whole JSON.
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
  return text === '' || /(^|[a-z])(Id|Oid)$/.test(name) || HARMLESS_TEXT.test(text);
}
