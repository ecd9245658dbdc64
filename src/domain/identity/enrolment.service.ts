import type { Actor, Origin } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { Fault } from '../../kernel/fault';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database, Transaction } from '../../persistence/database';
import type { EnrolmentAttemptRepository, EnrolmentOutcome } from '../../persistence/repositories/enrolment-attempt.repository';
import type { EnrolmentFactsRepository } from '../../persistence/repositories/enrolment-facts.repository';
import type { SiteRepository, SiteRow } from '../../persistence/repositories/site.repository';
import type { UserRepository } from '../../persistence/repositories/user.repository';
import type { AuditLog } from '../audit/audit-log';
import { emailKey } from '../users/email-key';
import { matchEnrolment, NOTHING_TOLD, type EnrolmentClaim, type EnrolmentMatch } from './enrolment-matching';
import type { CustomerSyncRequests, EnrolmentLookup, EnrolmentSubject, EnrolmentThrottle, RegistrationLinks } from './enrolment-ports';
import { evenly } from './evenly';

export type { EnrolmentAttemptRow, EnrolmentAttemptFilter } from '../../persistence/repositories/enrolment-attempt.repository';

/** How attempts to register are read. */
export type EnrolmentAttemptReader = Pick<EnrolmentAttemptRepository, 'list' | 'count' | 'findByIds'>;

/** The one answer to an attempt that succeeded, and to each that failed, whatever the reason. */
export const ENROLMENT_ANSWER = 'If what you entered matches our records, an e-mail is on its way.';

const ALREADY_REGISTERED = { code: 'ALREADY_REGISTERED', message: 'You already have an account: log in or reset your password.' };
const LONGEST_EMAIL_KEY = 254;

/** What a visitor enters. */
export interface EnrolmentInput extends EnrolmentClaim {
  /** Taken as they are; nothing they could be compared with is known to be right. */
  firstName: string;
  lastName: string;
}

export interface EnrolmentParts {
  database: Database;
  sites: Pick<SiteRepository, 'findByKey'>;
  users: Pick<UserRepository, 'saveNew'>;
  facts: EnrolmentFactsRepository;
  lookup: EnrolmentLookup;
  attempts: EnrolmentAttemptRepository;
  throttle: EnrolmentThrottle;
  links: RegistrationLinks;
  customerSyncs: CustomerSyncRequests;
  audit: AuditLog;
  clock: Clock;
  /** No attempt is answered sooner. Longer than the lookup may take, or an unknown contract could be told from a known one. Milliseconds. */
  floorMs: number;
}

type Proven = NonNullable<EnrolmentMatch['proven']>;

/** Registration by the visitor ("Register here"), domain.md §3. A visitor learns nothing but what they could prove. */
export class EnrolmentService {
  constructor(private readonly parts: EnrolmentParts) {}

  /**
   * Registers a visitor who proves to be a customer's: the e-mail on file gets a link to set the password. Anything else is answered alike.
   * Refused: `UNKNOWN_SITE` and `ENROLMENT_OFF` (sites are public); `ALREADY_REGISTERED`, only when everything entered is right.
   * @throws Fault RATE_LIMITED after too many tries.
   */
  async enrol(siteKey: string, input: EnrolmentInput, origin: Origin): Promise<Outcome<{ message: string }>> {
    const site = await this.parts.sites.findByKey(siteKey);
    if (!site || site.isDisabled) return refused({ code: 'UNKNOWN_SITE', message: 'There is no such site.', field: 'siteKey' });
    if (!site.selfEnrolment) return refused({ code: 'ENROLMENT_OFF', message: 'This site does not take registrations.' });
    return evenly(this.parts.floorMs, () => this.attempt(site, input, origin));
  }

  private async attempt(site: SiteRow, input: EnrolmentInput, origin: Origin): Promise<Outcome<{ message: string }>> {
    const { throttle } = this.parts;
    const subjects = subjectsOf(input, origin);
    await throttle.take(subjects);
    const match = await this.match(site, input);
    if (match?.proven) {
      const outcome = await this.register(site, input, match, match.proven, origin);
      await throttle.succeeded(subjects);
      return outcome;
    }
    const failure = match ?? { findings: NOTHING_TOLD, contractId: null };
    await this.parts.database.transaction((transaction) =>
      this.note(transaction, site, input, { ...failure, outcome: match ? 'NO_MATCH' : 'NOT_CHECKED', userId: null }, origin),
    );
    return done({ message: ENROLMENT_ANSWER });
  }

  /** Undefined when the copy knows no such contract and the servicing system could not be asked. */
  private async match(site: SiteRow, input: EnrolmentInput): Promise<EnrolmentMatch | undefined> {
    const match = matchEnrolment(input, await this.parts.facts.listByContractNumber(input.contractNumber.trim()), site);
    if (match.findings.CONTRACT_KNOWN === true) return match;
    try {
      const contract = await this.parts.lookup.find(input.contractNumber.trim());
      return contract ? matchEnrolment(input, [contract], site) : match;
    } catch (error) {
      if (error instanceof Fault && error.code === 'UPSTREAM_UNAVAILABLE') return undefined;
      throw error;
    }
  }

  /** All or nothing: the user with their links, the letter, the sync of their customers, the attempt and the audit entry. */
  private async register(
    site: SiteRow,
    input: EnrolmentInput,
    match: EnrolmentMatch,
    { email, accountIds }: Proven,
    origin: Origin,
  ): Promise<Outcome<{ message: string }>> {
    const { database, users, links, customerSyncs, audit, clock } = this.parts;
    const [firstName, lastName] = [input.firstName.trim(), input.lastName.trim()];
    // The address on file, not the one entered: two that differ in more than case can have one key.
    const columns = { siteId: site.id, email, firstName, lastName, enrolmentSource: 'SELF' as const };
    return database.transaction(async (transaction) => {
      const user = { ...columns, emailKey: emailKey(email), passwordHash: null };
      const userId = await users.saveNew(transaction, user, accountIds, clock.now());
      if (userId === undefined) {
        await this.note(transaction, site, input, { ...match, outcome: 'ALREADY_REGISTERED', userId: null }, origin);
        return refused(ALREADY_REGISTERED);
      }
      await links.issue(
        transaction,
        { realm: 'PORTAL', id: userId, siteId: site.id, email, name: `${firstName} ${lastName}` },
        'REGISTRATION',
      );
      await customerSyncs.request(transaction, accountIds, 'ENROLLED');
      await this.note(transaction, site, input, { ...match, outcome: 'ENROLLED', userId }, origin);
      const actor: Actor = { realm: 'PORTAL', id: userId, name: email, ...origin };
      await audit.record(transaction, actor, {
        action: 'USER_ENROL',
        subjectType: 'USER',
        subjectId: userId,
        summary: `Registered on the site ${site.name} by contract ${input.contractNumber.trim()}.`,
        after: { ...columns, accountIds },
      });
      return done({ message: ENROLMENT_ANSWER });
    });
  }

  private note(
    transaction: Transaction,
    site: SiteRow,
    { email, contractNumber }: EnrolmentInput,
    { findings, contractId, outcome, userId }: Omit<EnrolmentMatch, 'proven'> & { outcome: EnrolmentOutcome; userId: number | null },
    { requestId, address }: Origin,
  ): Promise<void> {
    const entered = { email, emailKey: attemptKey(email), contractNumber };
    const at = this.parts.clock.now();
    return this.parts.attempts.saveNew(transaction, {
      siteId: site.id,
      at,
      ...entered,
      outcome,
      findings,
      contractId,
      userId,
      requestId,
      address,
    });
  }
}

/** The key an attempt is found by: an e-mail key that fits, whatever was entered. */
export function attemptKey(email: string): string {
  return emailKey(email).slice(0, LONGEST_EMAIL_KEY);
}

function subjectsOf({ email }: EnrolmentClaim, { address }: Origin): EnrolmentSubject[] {
  const byEmail: EnrolmentSubject = { rule: 'ENROL_EMAIL', key: attemptKey(email) };
  return address === null ? [byEmail] : [byEmail, { rule: 'ENROL_ADDRESS', key: address }];
}
