import type { Refusal } from '../../kernel/outcome';

/** Without a second factor a password must carry the whole weight (domain.md §3). */
const LEAST_LENGTH_WITHOUT_MFA = 15;
const GREATEST_LENGTH = 128;

/** Why a password may not be used; undefined when it may. Counts characters; no composition rules. */
export function passwordRefusal(password: string): Refusal | undefined {
  const length = [...password].length;
  if (length < LEAST_LENGTH_WITHOUT_MFA) {
    return { code: 'PASSWORD_TOO_SHORT', message: `A password has at least ${LEAST_LENGTH_WITHOUT_MFA} characters.`, field: 'password' };
  }
  if (length > GREATEST_LENGTH) {
    return { code: 'PASSWORD_TOO_LONG', message: `A password has at most ${GREATEST_LENGTH} characters.`, field: 'password' };
  }
  return undefined;
}
