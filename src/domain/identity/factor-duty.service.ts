import type { Actor, Realm } from '../../kernel/actor';
import { notFound } from '../../kernel/fault';
import type { Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { AuditLog } from '../audit/audit-log';
import type { AuthenticatorAppService } from './authenticator-app.service';
import { subjectOf, type PersonRepository } from './person';
import { codeAccount, type Throttle } from './throttle';

/** What staff do about the second factors of one realm's people: demand an app, or take one away that was lost. */
export class FactorDutyService {
  constructor(
    private readonly realm: Realm,
    private readonly database: Database,
    private readonly people: PersonRepository,
    private readonly apps: AuthenticatorAppService,
    private readonly audit: AuditLog,
    private readonly throttle: Throttle,
  ) {}

  /** Says whether somebody must enrol an authenticator app; acts at the next log-in. @throws Fault NOT_FOUND for an unknown person. */
  async requireApp(actor: Actor, personId: number, isRequired: boolean): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const person = await this.people.lock(transaction, this.realm, personId);
      if (!person) throw notFound();
      const { email } = person;
      await this.people.saveAppDuty(transaction, person, isRequired);
      await this.audit.record(transaction, actor, {
        action: 'APP_REQUIRE',
        ...subjectOf(this.realm, personId),
        summary: `${email} ${isRequired ? 'must enrol an authenticator app' : 'need not enrol an authenticator app any more'}.`,
        after: { mustEnrolApp: isRequired },
      });
    });
  }

  /** Takes an app away whose owner has lost it; wrong codes are forgotten with it. Refused: `NO_APP`. @throws Fault NOT_FOUND for somebody who is unknown or switched off. */
  async removeApp(actor: Actor, personId: number, reason: string): Promise<Outcome<object>> {
    const person = await this.people.findInForce(this.realm, personId);
    if (!person) throw notFound();
    const outcome = await this.apps.removeFor(actor, person, reason);
    if (outcome.done) await this.throttle.reset(codeAccount(this.realm, personId));
    return outcome;
  }
}
