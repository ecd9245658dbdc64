import type { Origin, Realm } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { unauthenticated } from '../../kernel/fault';
import { done, type Outcome } from '../../kernel/outcome';
import type { Database, Transaction } from '../../persistence/database';
import type { FactorMethod, OpenChallenge } from '../../persistence/repositories/challenge.repository';
import type { AuthenticatorAppService } from './authenticator-app.service';
import type { Challenge, ChallengeAnswer, ChallengeRequest, ChallengeService } from './challenge.service';
import { evenly } from './evenly';
import type { LogInAudit } from './log-in-audit';
import { actorOf, type Person, type PersonRepository } from './person';
import type { PlatformSessionService } from './platform-session.service';
import type { LogInFrom, NewSession } from './session-token';
import { codeAccount, codeMails, type Throttle, type ThrottleSubject } from './throttle';
import type { UserSessionService } from './user-session.service';

/** How far a log-in has come: to a session, or to a factor that is asked for. */
export type LogInStep = { kind: 'SESSION'; session: NewSession } | { kind: 'CHALLENGE'; challenge: Challenge };

/** The sessions of each realm. */
export interface RealmSessions {
  PORTAL: UserSessionService;
  PLATFORM: PlatformSessionService;
}

/** Whoever is logged in, and their session. */
export interface Caller {
  personId: number;
  sessionTokenHash: Buffer;
  origin: Origin;
}

/** What the steps of a log-in need. */
export interface LogInStepsParts {
  database: Database;
  people: PersonRepository;
  challenges: ChallengeService;
  apps: AuthenticatorAppService;
  sessions: RealmSessions;
  throttle: Throttle;
  audit: LogInAudit;
  clock: Clock;
  /** An answer that must not tell anything takes at least this long. Milliseconds. */
  evenAnswerMs: number;
}

/** From a right password to a session, in both realms; and, within a session, to a fresh confirmation that it still is the same person. */
export class LogInSteps {
  constructor(private readonly parts: LogInStepsParts) {}

  /**
   * What a right password brings to somebody who may log in: a challenge where a factor is due (domain.md §3: after every correct
   * password), else a session. @throws RateLimited where a code would be mailed after many others.
   */
  async afterPassword(person: Person, from: LogInFrom): Promise<LogInStep> {
    const { database, apps, audit } = this.parts;
    const { appIsEnrolled } = await apps.stateOf(person);
    const method = dueFactor(person, appIsEnrolled);
    if (method === undefined) {
      const session = await database.transaction((transaction) => this.open(transaction, person, 'PASSWORD', from, appIsEnrolled));
      return { kind: 'SESSION', session };
    }
    const request = { purpose: 'LOG_IN', method, transport: from.transport } as const;
    const challenge = await this.ask(person, request, from.origin, (transaction) => audit.challenged(transaction, person, from.origin));
    return { kind: 'CHALLENGE', challenge };
  }

  /**
   * Asks the person behind a session for a factor again: the app, else an e-mailed code where those are on, else the password.
   * @throws Fault UNAUTHENTICATED when the person may not log in any more; RateLimited where a code would be mailed after many others.
   */
  async beginStepUp(realm: Realm, { personId, sessionTokenHash, origin }: Caller): Promise<Challenge> {
    const { people, apps } = this.parts;
    const person = await people.findInForce(realm, personId);
    if (!person) throw unauthenticated();
    const { appIsEnrolled } = await apps.stateOf(person);
    const method = dueFactor(person, appIsEnrolled) ?? 'PASSWORD';
    return this.ask(person, { purpose: 'STEP_UP', method, sessionTokenHash }, origin);
  }

  /**
   * Sends a new code. Why there is none is not told by the time either. Refused: as `ChallengeService.findResend`.
   * @throws RateLimited before 30 seconds have passed, or after many mailed codes.
   */
  resend(realm: Realm, token: string, origin: Origin): Promise<Outcome<Challenge>> {
    const { challenges, evenAnswerMs } = this.parts;
    return evenly(evenAnswerMs, async () => {
      const due = await challenges.findResend(realm, token);
      if (!due.done) return due;
      return this.mailing(
        due.value.person,
        origin,
        () => challenges.resend(due.value),
        (outcome) => outcome.done,
      );
    });
  }

  /**
   * Answers a challenge of either purpose; the session that it brings has a new token. Refused: as `ChallengeService.answer`.
   * @throws RateLimited after many wrong answers of this person, or from this address.
   */
  async answer(realm: Realm, given: ChallengeAnswer, from: LogInFrom): Promise<Outcome<LogInStep>> {
    const { challenges, throttle, audit } = this.parts;
    const personId = await challenges.findPersonId(realm, given.token);
    const subjects = guessesOf(realm, personId, from.origin);
    await throttle.take(subjects);
    const outcome = await challenges.answer(realm, given, (transaction, person, challenge, method) =>
      this.complete(transaction, person, challenge, method, from),
    );
    if (!outcome.done) {
      await audit.challengeFailed(realm, personId, from.origin);
      return outcome;
    }
    await throttle.succeeded(subjects);
    return done({ kind: 'SESSION', session: outcome.value });
  }

  /** Asks for a factor; `also` joins in the transaction. */
  private ask(
    person: Person,
    request: ChallengeRequest,
    origin: Origin,
    also: (transaction: Transaction) => Promise<void> = async () => undefined,
  ): Promise<Challenge> {
    const { database, challenges } = this.parts;
    const begin = (): Promise<Challenge> =>
      database.transaction(async (transaction) => {
        const challenge = await challenges.begin(transaction, person, request);
        await also(transaction);
        return challenge;
      });
    return request.method === 'EMAIL_CODE' ? this.mailing(person, origin, begin, () => true) : begin();
  }

  /** Counts a code before `send` mails it; one that was not sent after all counts no more. @throws RateLimited after many. */
  private async mailing<Value>(
    { realm, id }: Person,
    origin: Origin,
    send: () => Promise<Value>,
    isSentBy: (value: Value) => boolean,
  ): Promise<Value> {
    const { throttle } = this.parts;
    const mails = codeMails(realm, id, origin);
    await throttle.take(mails);
    let isSent = false;
    try {
      const value = await send();
      isSent = isSentBy(value);
      return value;
    } finally {
      if (!isSent) await throttle.giveBack(mails);
    }
  }

  private async complete(
    transaction: Transaction,
    person: Person,
    { purpose, sessionTokenHash, transport }: OpenChallenge,
    method: FactorMethod,
    from: LogInFrom,
  ): Promise<NewSession> {
    const { apps, sessions, audit, clock } = this.parts;
    if (method === 'RECOVERY_CODE') await apps.recoveryCodeUsed(transaction, actorOf(person, from.origin), person);
    if (purpose === 'LOG_IN') {
      const { appIsEnrolled } = await apps.stateOf(person);
      return this.open(transaction, person, method, { ...from, transport: transport ?? 'BEARER' }, appIsEnrolled);
    }
    await audit.steppedUp(transaction, person, from.origin);
    return sessions[person.realm].rotate(transaction, sessionTokenHash as Buffer, { steppedUpAt: clock.now() });
  }

  private async open(
    transaction: Transaction,
    person: Person,
    authentication: FactorMethod,
    from: LogInFrom,
    appIsEnrolled: boolean,
  ): Promise<NewSession> {
    const restriction = person.mustEnrolApp && !appIsEnrolled ? 'ENROL_APP' : 'NONE';
    return this.parts.sessions[person.realm].open(transaction, person, { ...from, authentication, restriction });
  }
}

/** What a guess at a second factor is counted on. */
export function guessesOf(realm: Realm, personId: number | undefined, { address }: Origin): ThrottleSubject[] {
  return [
    ...(personId === undefined ? [] : [codeAccount(realm, personId)]),
    ...(address === null ? [] : [{ rule: 'CODE_ADDRESS', key: address } as const]),
  ];
}

/** Whoever has enrolled an app is asked for it instead of an e-mailed code, and also where no code would be due. */
function dueFactor({ mfaIsOn }: Person, appIsEnrolled: boolean): FactorMethod | undefined {
  if (appIsEnrolled) return 'AUTHENTICATOR_APP';
  return mfaIsOn ? 'EMAIL_CODE' : undefined;
}
