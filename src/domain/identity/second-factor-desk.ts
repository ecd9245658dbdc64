import type { Realm } from '../../kernel/actor';
import { unauthenticated } from '../../kernel/fault';
import type { Outcome } from '../../kernel/outcome';
import type { AppOffer, AuthenticatorAppService, FactorState } from './authenticator-app.service';
import { guessesOf, type Caller, type RealmSessions } from './log-in-steps';
import { actorOf, type Person, type PersonRepository } from './person';
import type { NewSession } from './session-token';
import type { Throttle } from './throttle';

/** The second factors as their owner is shown them. */
export interface SecondFactors extends FactorState {
  appIsRequired: boolean;
  emailCodeIsOn: boolean;
}

/** What the desk needs. */
export interface SecondFactorDeskParts {
  people: PersonRepository;
  apps: AuthenticatorAppService;
  sessions: RealmSessions;
  throttle: Throttle;
}

/** Where people of one realm look after their second factors. @throws Fault UNAUTHENTICATED for somebody who may not log in any more. */
export class SecondFactorDesk {
  constructor(
    private readonly realm: Realm,
    private readonly parts: SecondFactorDeskParts,
  ) {}

  async find(personId: number): Promise<SecondFactors> {
    const person = await this.person(personId);
    const state = await this.parts.apps.stateOf(person);
    return { ...state, appIsRequired: person.mustEnrolApp, emailCodeIsOn: person.mfaIsOn };
  }

  /** Refused: as `AuthenticatorAppService.begin`. */
  async beginApp(personId: number): Promise<Outcome<AppOffer>> {
    return this.parts.apps.begin(await this.person(personId));
  }

  /** Enrols the offered app and gives the session a new token without restriction. Refused: as `AuthenticatorAppService.confirm`. @throws RateLimited */
  async confirmApp(caller: Caller, code: string): Promise<Outcome<{ recoveryCodes: string[]; session: NewSession }>> {
    const { apps, sessions, throttle } = this.parts;
    const person = await this.person(caller.personId);
    const guesses = guessesOf(this.realm, person.id, caller.origin);
    await throttle.take(guesses);
    const outcome = await apps.confirm(actorOf(person, caller.origin), person, code, (transaction) =>
      sessions[this.realm].rotate(transaction, caller.sessionTokenHash, { restriction: 'NONE' }),
    );
    if (!outcome.done) return outcome;
    await throttle.succeeded(guesses);
    const { recoveryCodes, value: session } = outcome.value;
    return { done: true, value: { recoveryCodes, session } };
  }

  /** Refused: as `AuthenticatorAppService.remove`. */
  async removeApp(caller: Caller): Promise<Outcome<object>> {
    const person = await this.person(caller.personId);
    return this.parts.apps.remove(actorOf(person, caller.origin), person);
  }

  /** Refused: as `AuthenticatorAppService.renewRecoveryCodes`. */
  async renewRecoveryCodes(caller: Caller): Promise<Outcome<{ recoveryCodes: string[] }>> {
    const person = await this.person(caller.personId);
    return this.parts.apps.renewRecoveryCodes(actorOf(person, caller.origin), person);
  }

  private async person(personId: number): Promise<Person> {
    const person = await this.parts.people.findInForce(this.realm, personId);
    if (!person) throw unauthenticated();
    return person;
  }
}
