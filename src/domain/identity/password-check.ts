import { done, refused, type Outcome } from '../../kernel/outcome';
import type { LogInAudit } from './log-in-audit';
import type { LogInStep, LogInSteps } from './log-in-steps';
import type { PasswordHasher } from './password-hasher';
import type { Realm } from './person';
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

/** Checks passwords at log-in, of both realms: counts the guess first, and does the same work whatever is wrong. */
export class PasswordCheck {
  constructor(
    private readonly throttle: Throttle,
    private readonly passwords: PasswordHasher,
    private readonly steps: LogInSteps,
    private readonly audit: LogInAudit,
  ) {}

  /** Refused only ever with `WRONG_CREDENTIALS`. @throws RateLimited before anything is looked up. */
  async logIn(realm: Realm, { email, password, guesses, find }: LogInTry, from: LogInFrom): Promise<Outcome<LogInStep>> {
    const { address } = from.origin;
    const counted = [...guesses, ...(address === null ? [] : [{ rule: 'LOG_IN_ADDRESS', key: address } as const])];
    await this.throttle.take(counted);
    const found = await find();
    const passwordFits = await this.passwords.matches(found?.passwordHash, password);
    const step = found && passwordFits ? await this.steps.afterPassword(realm, found.id, from) : undefined;
    if (!step) {
      await this.audit.failed(realm, email, { found, passwordFits }, from.origin);
      return refused(WRONG_CREDENTIALS);
    }
    await this.throttle.succeeded(counted);
    return done(step);
  }
}
