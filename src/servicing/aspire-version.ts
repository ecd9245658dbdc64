/** The oldest ASPIRE that the portal works with. */
export const MINIMUM_ASPIRE_VERSION = '5.20.17';

/** Negative, zero or positive as version `a` is older than, the same as or newer than `b`. Compares numbers, not text: 5.9 is older than 5.20. */
export function compareVersions(a: string, b: string): number {
  const left = numbersOf(a);
  const right = numbersOf(b);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether the text begins as a version does. */
export function isVersion(text: string): boolean {
  return /^\d+(\.\d+)*/.test(text);
}

function numbersOf(version: string): number[] {
  return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}
