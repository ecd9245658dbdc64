import type { ReturnCode } from './return-code';
import { OPERATOR_CODES } from './return-codes-operator';
import { RECEIVER_CODES } from './return-codes-receiver';

const CODES = new Map([...RECEIVER_CODES, ...OPERATOR_CODES].map((code) => [code.code, code]));

/** Every return reason code from R01 to R85 that the rules assign or have assigned. */
export const RETURN_CODES: readonly ReturnCode[] = [...CODES.values()].sort((left, right) => (left.code < right.code ? -1 : 1));

/** What a return reason code means; `undefined` for one the rules do not know. */
export function returnCodeOf(code: string): ReturnCode | undefined {
  return CODES.get(code);
}
