/**
 * The password as it is hashed and judged: what one keyboard writes as "é" and another as "e" with an accent is the same (NFKC, as
 * NIST SP 800-63B, 5.1.1.2 recommends). Case and spaces count.
 */
export function passwordText(password: string): string {
  return password.normalize('NFKC');
}

/** Characters are code points. */
export function lengthOf(text: string): number {
  return [...text].length;
}
