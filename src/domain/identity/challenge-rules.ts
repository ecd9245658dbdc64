import type { Refusal } from '../../kernel/outcome';
import type { FactorMethod } from '../../persistence/repositories/challenge.repository';

/** domain.md §3. Milliseconds. */
export const CHALLENGE_RULES = {
  /** An e-mailed code dies after this long, at its use, or at a resend. */
  codeLifeMs: 5 * 60_000,
  /** A challenge ends after this long; a resend late in it prolongs it by the new code's life. */
  challengeLifeMs: 15 * 60_000,
  /** A resend is allowed at most this often, and so many times. */
  resendEveryMs: 30_000,
  resends: 5,
  /** Guesses, right or wrong. */
  attempts: 5,
} as const;

/** By it a challenge's token is known from a session's without looking anything up. */
export const CHALLENGE_PREFIX = 'challenge_';

/** What a challenge takes for an answer, the usual one first. */
export function answersTo(method: FactorMethod): FactorMethod[] {
  return method === 'AUTHENTICATOR_APP' ? ['AUTHENTICATOR_APP', 'RECOVERY_CODE'] : [method];
}

/** The one answer to a challenge that was used, is too old, had too many guesses, or never was. */
export const CHALLENGE_DEAD: Refusal = {
  code: 'CHALLENGE_DEAD',
  message: 'This is no longer valid. Please start again.',
  field: 'challengeToken',
};

/** Said of every wrong answer, whatever is wrong with it. */
export function wrongAnswer(attemptsLeft: number): Refusal {
  if (attemptsLeft <= 0)
    return { code: 'WRONG_ANSWER', message: 'That was not right, too many times. Please start again.', field: 'answer' };
  const tries = attemptsLeft === 1 ? 'one more try' : `${attemptsLeft} more tries`;
  return { code: 'WRONG_ANSWER', message: `That was not right. You have ${tries}.`, field: 'answer' };
}

/** `d•••@h•••.example`: enough to know one's own address by, too little to learn one. */
export function emailHint(email: string): string {
  const at = email.lastIndexOf('@');
  const [local, domain] = [email.slice(0, at), email.slice(at + 1)];
  const dot = domain.lastIndexOf('.');
  const ending = dot > 0 ? domain.slice(dot) : '';
  return `${[...local][0] ?? ''}•••@${[...domain][0] ?? ''}•••${ending}`;
}
