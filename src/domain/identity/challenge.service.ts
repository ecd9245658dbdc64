import type { Realm } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { badInput, RateLimited } from '../../kernel/fault';
import { instantOf } from '../../kernel/instant';
import type { Keyring } from '../../kernel/keyring';
import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { Database, Transaction } from '../../persistence/database';
import type {
  ChallengePurpose,
  ChallengeRepository,
  FactorMethod,
  OpenChallenge,
} from '../../persistence/repositories/challenge.repository';
import type { SecondFactorRepository } from '../../persistence/repositories/second-factor.repository';
import { answersTo, CHALLENGE_DEAD, CHALLENGE_PREFIX, CHALLENGE_RULES, emailHint, wrongAnswer } from './challenge-rules';
import { codeFits, counterCode, fittingTimeStep, hashRecoveryCode, newSecret } from './one-time-code';
import { hashToken, newToken } from './opaque-token';
import type { PasswordHasher } from './password-hasher';
import type { PersonLetters } from './person-letters';
import type { Person, PersonRepository } from './person';

export type { ChallengePurpose, FactorMethod } from '../../persistence/repositories/challenge.repository';

/** Somebody is asked for a factor. The token is shown this once and stored only as a hash. */
export interface Challenge {
  token: string;
  methods: FactorMethod[];
  /** Where the code went, mostly hidden; null where none was sent. */
  emailHint: string | null;
  expiresAt: Date;
  codeExpiresAt: Date | null;
  resendFrom: Date | null;
}

/** What is asked of whom. */
export interface ChallengeRequest {
  purpose: ChallengePurpose;
  method: FactorMethod;
  sessionTokenHash?: Buffer;
  transport?: 'BEARER' | 'COOKIE';
}

/** A code that may be sent anew, and to whom. */
export interface DueResend {
  person: Person;
  token: string;
  tokenHash: Buffer;
}

/** An answer as it came. */
export interface ChallengeAnswer {
  token: string;
  method: FactorMethod;
  answer: string;
  /** Of the session the answer came with; a step-up belongs to one. */
  sessionTokenHash: Buffer | undefined;
}

/** What challenges need. */
export interface ChallengeParts {
  database: Database;
  challenges: ChallengeRepository;
  factors: SecondFactorRepository;
  people: PersonRepository;
  passwords: PasswordHasher;
  letters: PersonLetters;
  keyring: Keyring;
  clock: Clock;
}

/** In the transaction that ends the challenge: what the right answer brings. */
export type Completion<Value> = (
  transaction: Transaction,
  person: Person,
  challenge: OpenChallenge,
  method: FactorMethod,
) => Promise<Value>;

/** What secrets of second factors are sealed for. */
export const FACTOR_PURPOSES = { code: 'log-in code', app: 'authenticator app' } as const;

/** Seals and opens an authenticator app's secret. */
export function appSeal(keyring: Keyring): { seal(secret: string): string; open(sealed: string): string } {
  return { seal: (secret) => keyring.seal(secret, FACTOR_PURPOSES.app), open: (sealed) => keyring.open(sealed, FACTOR_PURPOSES.app) };
}

/**
 * Asking somebody for a factor, for log-in and for step-up, in both realms. A guess is counted before it is looked at, and of any number
 * of right answers at once one wins.
 */
export class ChallengeService {
  constructor(private readonly parts: ChallengeParts) {}

  /** Asks; an e-mailed code goes out with the transaction. */
  async begin(transaction: Transaction, person: Person, request: ChallengeRequest): Promise<Challenge> {
    const { challenges, keyring, clock } = this.parts;
    const now = clock.now();
    const { token, tokenHash } = newToken(CHALLENGE_PREFIX);
    const secret = request.method === 'EMAIL_CODE' ? newSecret() : undefined;
    const expiresAt = new Date(now.getTime() + CHALLENGE_RULES.challengeLifeMs);
    await challenges.saveNew(transaction, {
      tokenHash,
      realm: person.realm,
      personId: person.id,
      purpose: request.purpose,
      method: request.method,
      sessionTokenHash: request.sessionTokenHash ?? null,
      transport: request.transport ?? null,
      sealedSecret: secret === undefined ? null : keyring.seal(secret, FACTOR_PURPOSES.code),
      codeSentAt: secret === undefined ? null : now,
      createdAt: now,
      expiresAt,
    });
    if (secret !== undefined) await this.sendCode(transaction, person, counterCode(secret, 0));
    return describe(token, person, request.method, expiresAt, now, CHALLENGE_RULES.resends);
  }

  /** To whom a new code may be sent now. Refused: `CHALLENGE_DEAD`, `NO_RESEND_LEFT`. @throws RateLimited before 30 seconds have passed. */
  async findResend(realm: Realm, token: string): Promise<Outcome<DueResend>> {
    const { challenges, people, clock } = this.parts;
    const tokenHash = hashToken(token, CHALLENGE_PREFIX);
    const personId = tokenHash && (await challenges.findPersonId(realm, tokenHash));
    const person = personId === undefined ? undefined : await people.findInForce(realm, personId);
    if (!tokenHash || !person) return refused(CHALLENGE_DEAD);
    const refusal = await this.resendRefusal(realm, tokenHash, clock.now());
    return refusal ? refused(refusal) : done({ person, token, tokenHash });
  }

  /** Sends a new code, unless it has just been done; the one before is dead. Refused and thrown: as by `findResend`. */
  async resend({ person, token, tokenHash }: DueResend): Promise<Outcome<Challenge>> {
    const { database, challenges, keyring, clock } = this.parts;
    const { realm } = person;
    const now = clock.now();
    const at = {
      now,
      sentBefore: new Date(now.getTime() - CHALLENGE_RULES.resendEveryMs),
      codeExpiresAt: new Date(now.getTime() + CHALLENGE_RULES.codeLifeMs),
    };
    return database.transaction(async (transaction) => {
      const challenge = await challenges.countResend(transaction, { realm, tokenHash }, at, CHALLENGE_RULES);
      if (!challenge?.sealedSecret) return refused((await this.resendRefusal(realm, tokenHash, now)) ?? CHALLENGE_DEAD);
      await this.sendCode(transaction, person, counterCode(keyring.open(challenge.sealedSecret, FACTOR_PURPOSES.code), challenge.counter));
      const resendsLeft = CHALLENGE_RULES.resends - challenge.counter;
      return done(describe(token, person, challenge.method, challenge.expiresAt, now, resendsLeft));
    });
  }

  /** Whose challenge a token is, for throttling; undefined when nobody's. */
  async findPersonId(realm: Realm, token: string): Promise<number | undefined> {
    const tokenHash = hashToken(token, CHALLENGE_PREFIX);
    return tokenHash && this.parts.challenges.findPersonId(realm, tokenHash);
  }

  /** Evaluates one guess. Refused: `CHALLENGE_DEAD`, `WRONG_ANSWER`. @throws Fault BAD_USER_INPUT for a method that was not offered. */
  async answer<Value>(realm: Realm, given: ChallengeAnswer, complete: Completion<Value>): Promise<Outcome<Value>> {
    const { database, challenges, people, clock } = this.parts;
    const now = clock.now();
    const tokenHash = hashToken(given.token, CHALLENGE_PREFIX);
    const challenge = tokenHash && (await challenges.countAttempt(realm, tokenHash, now, CHALLENGE_RULES));
    const person = challenge && (await people.findInForce(realm, challenge.personId));
    if (!challenge || !person || !belongsTo(challenge, given.sessionTokenHash)) return refused(CHALLENGE_DEAD);
    if (!answersTo(challenge.method).includes(given.method)) throw badInput('This method was not offered.');
    const wrong = wrongAnswer(CHALLENGE_RULES.attempts - challenge.attempts);
    const spend = await this.evaluate(person, challenge, given, now);
    if (!spend) return refused(wrong);
    return database
      .transaction(async (transaction) => {
        if (!(await challenges.end(transaction, challenge, now))) return refused(CHALLENGE_DEAD);
        if (!(await spend(transaction))) throw new Spent();
        return done(await complete(transaction, person, challenge, given.method));
      })
      .catch((error: unknown) => {
        if (error instanceof Spent) return refused(wrong);
        throw error;
      });
  }

  /** How to spend the factor for good; undefined when the answer is wrong. */
  private async evaluate(
    person: Person,
    challenge: OpenChallenge,
    { method, answer }: ChallengeAnswer,
    now: Date,
  ): Promise<((transaction: Transaction) => Promise<boolean>) | undefined> {
    const { factors, passwords, keyring } = this.parts;
    if (method === 'PASSWORD') return (await passwords.matches(person.passwordHash, answer)) ? nothingToSpend : undefined;
    if (method === 'EMAIL_CODE') return this.codeIsRight(challenge, answer, now) ? nothingToSpend : undefined;
    if (method === 'RECOVERY_CODE') {
      return (transaction) => factors.spendRecoveryCode(transaction, person, hashRecoveryCode(answer), now);
    }
    const app = await factors.findApp(person);
    const step = app && fittingTimeStep(appSeal(keyring).open(app.sealedSecret), answer, now);
    return step === undefined ? undefined : (transaction) => factors.spendTimeStep(transaction, person, step);
  }

  private codeIsRight({ sealedSecret, codeSentAt, counter }: OpenChallenge, answer: string, now: Date): boolean {
    if (sealedSecret === null || codeSentAt === null) return false;
    const isAlive = now.getTime() - codeSentAt.getTime() < CHALLENGE_RULES.codeLifeMs;
    return codeFits(counterCode(this.parts.keyring.open(sealedSecret, FACTOR_PURPOSES.code), counter), answer) && isAlive;
  }

  private async resendRefusal(realm: Realm, tokenHash: Buffer, now: Date): Promise<Refusal | undefined> {
    const code = await this.parts.challenges.findCode(realm, tokenHash, now, CHALLENGE_RULES);
    if (!code) return CHALLENGE_DEAD;
    if (code.resends >= CHALLENGE_RULES.resends) {
      const message = 'The code was sent as often as it can be. Use the last one, or start again.';
      return { code: 'NO_RESEND_LEFT', message, field: 'challengeToken' };
    }
    const waitMs = instantOf(code.sentAt).getTime() + CHALLENGE_RULES.resendEveryMs - now.getTime();
    if (waitMs <= 0) return undefined;
    const seconds = Math.ceil(waitMs / 1000);
    throw new RateLimited(`A new code can be sent in ${seconds} seconds.`, seconds);
  }

  private async sendCode(transaction: Transaction, person: Person, code: string): Promise<void> {
    const content = { kind: 'LOG_IN_CODE', code, minutes: CHALLENGE_RULES.codeLifeMs / 60_000 } as const;
    await this.parts.letters.post(transaction, [{ person, content: () => content }]);
  }
}

/** The factor was right and has just been used elsewhere. */
class Spent extends Error {}

/** A log-in's challenge belongs to whoever has its token; a step-up's to the session it was asked in. */
function belongsTo({ sessionTokenHash }: OpenChallenge, session: Buffer | undefined): boolean {
  return sessionTokenHash === null || (session !== undefined && session.equals(sessionTokenHash));
}

function nothingToSpend(): Promise<boolean> {
  return Promise.resolve(true);
}

function describe(token: string, person: Person, method: FactorMethod, expiresAt: Date, now: Date, resendsLeft: number): Challenge {
  const isMailed = method === 'EMAIL_CODE';
  return {
    token,
    methods: answersTo(method),
    emailHint: isMailed ? emailHint(person.email) : null,
    expiresAt,
    codeExpiresAt: isMailed ? new Date(now.getTime() + CHALLENGE_RULES.codeLifeMs) : null,
    resendFrom: isMailed && resendsLeft > 0 ? new Date(now.getTime() + CHALLENGE_RULES.resendEveryMs) : null,
  };
}
