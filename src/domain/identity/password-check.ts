import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import { emailKey } from '../users/email-key';
import type { LogInAudit } from './log-in-audit';
import type { LogInStep, LogInSteps } from './log-in-steps';
import type { PasswordHasher } from './password-hasher';
import { isInForce, type Person, type PersonRepository } from './person';
import type { LogInFrom } from './session-token';
import type { Throttle, ThrottleSubject } from './throttle';

/** The one answer to every log-in that fails, whatever the reason. */
export const WRONG_CREDENTIALS = { code: 'WRONG_CREDENTIALS', message: 'E-mail or password is wrong.' } as const;

/** A log-in as it was tried. */
export interface LogInTry {
  /** Null on the platform. */
  siteId: number | null;
  email: string;
  password: string;
  /** What it counts on, beside the client's address. */
  guesses: readonly ThrottleSubject[];
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

  /** Refused only ever with `WRONG_CREDENTIALS`. @throws RateLimited before anything is looked up, or, the password being right, where too many codes were mailed. */
  async logIn({ siteId, email, password, guesses }: LogInTry, from: LogInFrom): Promise<Outcome<LogInStep>> {
    const { people, throttle, passwords, steps, audit } = this.parts;
    const { address } = from.origin;
    const counted = [...guesses, ...(address === null ? [] : [{ rule: 'LOG_IN_ADDRESS', key: address } as const])];
    await throttle.take(counted);
    const person = await people.findByEmail(siteId, emailKey(email));
    const passwordFits = await passwords.matches(person?.passwordHash, password);
    if (!person || !isInForce(person) || !passwordFits) {
      const realm = siteId === null ? 'PLATFORM' : 'PORTAL';
      await audit.failed(realm, email, { found: person, passwordFits }, from.origin);
      return refused(WRONG_CREDENTIALS);
    }
    await throttle.succeeded(counted);
    const step = await steps.afterPassword(person, from);
    await this.keepUp(person, password);
    return done(step);
  }

  /** Hashes a right password anew when it was hashed with less work than is asked for today. */
  private async keepUp(person: Person, password: string): Promise<void> {
    const { database, people, passwords } = this.parts;
    const { passwordHash } = person;
    if (passwordHash === null || !passwords.needsRehash(passwordHash)) return;
    const stronger = await passwords.hash(password);
    await database.transaction((transaction) => people.replacePasswordHash(transaction, person, passwordHash, stronger));
  }
}
