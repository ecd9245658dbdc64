import type { Realm } from '../../kernel/actor';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { LogInAudit } from './log-in-audit';
import type { LogInStep, LogInSteps } from './log-in-steps';
import type { PasswordHasher } from './password-hasher';
import type { PersonRepository } from './person';
import type { LogInFrom } from './session-token';
import type { Throttle, ThrottleSubject } from './throttle';

/** The one answer to every log-in that fails, whatever the reason. */
export const WRONG_CREDENTIALS = { code: 'WRONG_CREDENTIALS', message: 'E-mail or password is wrong.' } as const;

/** Somebody who may be the one who logs in. */
export interface LogInCandidate {
  id: number;
  passwordHash: string | null;
  isDisabled: 0 | 1;
}

/** A log-in as it was tried. */
export interface LogInTry {
  email: string;
  password: string;
  /** What it counts on, beside the client's address. */
  guesses: readonly ThrottleSubject[];
  find(): Promise<LogInCandidate | undefined>;
}

/** What checking passwords needs. */
export interface PasswordCheckParts {
  database: Database;
  people: PersonRepository;
  throttle: Throttle;
  passwords: PasswordHasher;
  steps: LogInSteps;
  audit: LogInAudit;
}

/** Checks passwords at log-in, of both realms: counts the guess first, and does the same work whatever is wrong. */
export class PasswordCheck {
  constructor(private readonly parts: PasswordCheckParts) {}

  /** Refused only ever with `WRONG_CREDENTIALS`. @throws RateLimited before anything is looked up. */
  async logIn(realm: Realm, { email, password, guesses, find }: LogInTry, from: LogInFrom): Promise<Outcome<LogInStep>> {
    const { throttle, passwords, steps, audit } = this.parts;
    const { address } = from.origin;
    const counted = [...guesses, ...(address === null ? [] : [{ rule: 'LOG_IN_ADDRESS', key: address } as const])];
    await throttle.take(counted);
    const found = await find();
    const passwordFits = await passwords.matches(found?.passwordHash, password);
    const mayPass = found?.isDisabled === 0 && passwordFits;
    const step = mayPass ? await steps.afterPassword(realm, found.id, from) : undefined;
    if (!step) {
      await audit.failed(realm, email, { found, passwordFits }, from.origin);
      return refused(WRONG_CREDENTIALS);
    }
    await throttle.succeeded(counted);
    if (found?.passwordHash) await this.keepUp(realm, found.id, found.passwordHash, password);
    return done(step);
  }

  /** Hashes a right password anew when it was hashed with less work than is asked for today. */
  private async keepUp(realm: Realm, id: number, passwordHash: string, password: string): Promise<void> {
    const { database, people, passwords } = this.parts;
    if (!passwords.needsRehash(passwordHash)) return;
    const stronger = await passwords.hash(password);
    await database.transaction((transaction) => people.replacePasswordHash(transaction, { realm, id }, passwordHash, stronger));
  }
}
