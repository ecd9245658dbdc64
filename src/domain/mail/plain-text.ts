// eslint-disable-next-line no-control-regex
const BREAKS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g;

/** Invisible signs that turn the direction of what follows, and so disguise it. */
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What may stand in a header or on one line: no line breaks, no control characters, at most `longest` characters. */
export function singleLine(text: string, longest: number): string {
  return [...text.replace(DIRECTION, '').replace(BREAKS, ' ').trim()].slice(0, longest).join('');
}

/** Text inside HTML or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** Whether a mail can be addressed to it: one address, with nothing in it that a mail server or header could read as more. */
export function isMailable(address: string): boolean {
  return address.length <= 254 && /^[^\s@<>(),;:"\\[\]\p{Cc}\p{Cf}]{1,64}@[^\s@<>(),;:"\\[\]\p{Cc}\p{Cf}]+$/u.test(address);
}
