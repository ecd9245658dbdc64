import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { passwordText } from './password-text';

const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** More at once would fill Node's thread pool, and every file, DNS and gzip call would wait behind passwords. */
const MOST_AT_ONCE = 2;

/** How many passwords are worked on at a time: one core stays free, or every other request would wait behind log-ins for its turn (`npm run bench:login`). */
export function passwordsAtOnce(cores: number): number {
  return Math.max(1, Math.min(MOST_AT_ONCE, cores - 1));
}

/** argon2id (OWASP's parameters) off the event loop, so many at a time at most. */
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private decoy: Promise<string> | undefined;

  constructor(private readonly atOnce = passwordsAtOnce(availableParallelism())) {}

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(passwordText(password), PARAMETERS));
  }

  /** Whether the password fits. Without a hash (unknown user, none set) it takes as long and says no. */
  async matches(passwordHash: string | null | undefined, password: string): Promise<boolean> {
    this.decoy ??= this.hash('no password is equal to this one');
    const against = passwordHash ?? (await this.decoy);
    const fits = await this.inTurn(() => verify(against, passwordText(password)));
    return fits && passwordHash != null;
  }

  /** Whether the hash was made with less work than is asked for today, or in another way: at the next log-in it is to be made anew. */
  needsRehash(passwordHash: string): boolean {
    const { memory, time } = /^\$argon2id\$v=19\$m=(?<memory>\d+),t=(?<time>\d+),p=\d+\$/.exec(passwordHash)?.groups ?? {};
    return !(Number(memory) >= PARAMETERS.memoryCost && Number(time) >= PARAMETERS.timeCost);
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
