import type { Refusal } from '../../kernel/outcome';
import { isCommonPassword, withoutTail } from './common-password';
import { lengthOf, passwordText } from './password-text';

/** Without a second factor a password must carry the whole weight (domain.md §3). */
const LEAST_LENGTH = { withMfa: 8, withoutMfa: 15 } as const;
const GREATEST_LENGTH = 128;
const SHORTEST_FACT = 3;

/** What there is to know of whoever sets a password. */
export interface PasswordSetting {
  /** Whether a second factor is asked for where the password is used. */
  mfaIsOn: boolean;
  /** What anybody would guess of them first: e-mail, names, the site's name. */
  about: readonly string[];
}

/**
 * Why a password may not be used; undefined when it may. There are no composition rules.
 * Codes: `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_TOO_PERSONAL`.
 */
export function passwordRefusal(password: string, setting: PasswordSetting): Refusal | undefined {
  const text = passwordText(password);
  const least = setting.mfaIsOn ? LEAST_LENGTH.withMfa : LEAST_LENGTH.withoutMfa;
  // One sign may unfold to eighteen (U+FDFA): that makes no password of it.
  if (Math.min(lengthOf(password), lengthOf(text)) < least) return refusal('TOO_SHORT', `A password has at least ${least} characters.`);
  if (lengthOf(text) > GREATEST_LENGTH) return refusal('TOO_LONG', `A password has at most ${GREATEST_LENGTH} characters.`);
  if (isCommonPassword(text)) return refusal('TOO_COMMON', 'This password is one of those that are tried first. Please choose another.');
  if (isAbout(text, setting.about)) return refusal('TOO_PERSONAL', "A password is not one's own e-mail or name, nor the site's.");
  return undefined;
}

function refusal(what: string, message: string): Refusal {
  return { code: `PASSWORD_${what}`, message, field: 'password' };
}

/** Whether the whole password is one of the facts, whatever the case, the signs between and the digits after it. */
function isAbout(text: string, about: readonly string[]): boolean {
  const facts = about.flatMap((fact) => [fact, ...(fact.includes('@') ? [fact.slice(0, fact.lastIndexOf('@'))] : [])]);
  const guesses = new Set(facts.map(lettersAndDigits).filter((fact) => fact.length >= SHORTEST_FACT));
  return [text, withoutTail(text)].some((whole) => guesses.has(lettersAndDigits(whole)));
}

function lettersAndDigits(text: string): string {
  return passwordText(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
