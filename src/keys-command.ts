import type { KeyRotation, SealedCount } from './domain/bank-accounts/key-rotation';
import type { Actor } from './kernel/actor';
import { OperatorError } from './process';

const IN_WORDS = {
  BANK_ACCOUNTS: 'bank accounts',
  PAYMENT_HAND_OVERS: 'payments to be handed over',
  KEYS: 'keys',
  AUTHENTICATOR_APPS: 'authenticator apps',
  CHALLENGES: 'log-in codes',
  MAILS: 'mails',
} as const;

/** Seals everything anew under the newest key and tells what was done, line by line. @throws OperatorError when something could not be opened. */
export async function rotateKeys(rotation: KeyRotation, actor: Actor, print: (line: string) => void): Promise<void> {
  const rotated = await rotation.rotate(actor);
  for (const { kind, resealed, unopened } of rotated) {
    print(`${IN_WORDS[kind]}: ${resealed} sealed anew${unopened > 0 ? `, ${unopened} could not be opened` : ''}`);
  }
  const unopened = rotated.reduce((sum, kind) => sum + kind.unopened, 0);
  if (unopened > 0) throw new OperatorError(`${unopened} values cannot be opened with the keys configured. Is an older key missing?`);
}

/** How much is sealed under which key, in lines. */
export function keyStatusLines(counts: readonly SealedCount[]): string[] {
  if (counts.length === 0) return ['Nothing is sealed yet.'];
  return counts.map(({ kind, keyId, total }) => `${IN_WORDS[kind]}: ${total} under key ${keyId}`);
}
