import type { AuditLog } from './domain/audit/audit-log';
import { EnrolmentExplanationService } from './domain/identity/enrolment-explanation.service';
import type { CustomerSyncRequests, EnrolmentThrottle, PostedLetters, RegistrationLinks } from './domain/identity/enrolment-ports';
import { EnrolmentService } from './domain/identity/enrolment.service';
import { OutboxLetters } from './domain/identity/outbox-letters';
import type { ServicingSystem } from './domain/sync/servicing-system';
import { ServicingEnrolmentLookup } from './domain/sync/servicing-enrolment-lookup';
import type { Clock } from './kernel/clock';
import type { Database } from './persistence/database';
import type { EnrolmentAttemptRepository } from './persistence/repositories/enrolment-attempt.repository';
import { EnrolmentFactsRepository } from './persistence/repositories/enrolment-facts.repository';
import type { MailRepository } from './persistence/repositories/mail.repository';
import type { SiteRepository } from './persistence/repositories/site.repository';
import type { UserRepository } from './persistence/repositories/user.repository';

/** What self-enrolment hands on to. */
export interface EnrolmentEdges {
  throttle: EnrolmentThrottle;
  links: RegistrationLinks;
  customerSyncs: CustomerSyncRequests;
  letters: PostedLetters;
}

/** What self-enrolment may be told otherwise. */
export interface EnrolmentOptions {
  /** Others than the product's own. */
  edges?: EnrolmentEdges;
  /** No attempt to register is answered sooner. Milliseconds; default 2 500. */
  floorMs?: number;
  /** How long the servicing system may take for one; less than the floor. Milliseconds; default 2 000. */
  lookupTimeoutMs?: number;
}

/** What self-enrolment is made of. */
export interface EnrolmentNeeds {
  database: Database;
  sites: SiteRepository;
  users: UserRepository;
  mails: MailRepository;
  enrolmentAttempts: EnrolmentAttemptRepository;
  throttle: EnrolmentThrottle;
  passwordLinks: RegistrationLinks;
  customerSyncQueue: CustomerSyncRequests;
  audit: AuditLog;
  clock: Clock;
}

/** Registration by the visitor, and what tells staff of it. */
export function createEnrolment(options: { servicingSystem: ServicingSystem; enrolment?: EnrolmentOptions }, needs: EnrolmentNeeds) {
  const { floorMs = 2_500, lookupTimeoutMs = 2_000 } = options.enrolment ?? {};
  const { database, sites, users, mails, enrolmentAttempts: attempts, audit, clock } = needs;
  const { throttle, passwordLinks: links, customerSyncQueue: customerSyncs } = needs;
  const edges = { throttle, links, customerSyncs, letters: new OutboxLetters(users, mails), ...options.enrolment?.edges };
  const facts = new EnrolmentFactsRepository(database);
  const lookup = new ServicingEnrolmentLookup(options.servicingSystem, lookupTimeoutMs);
  return {
    service: new EnrolmentService({ database, sites, users, facts, lookup, attempts, ...edges, audit, clock, floorMs }),
    explanations: new EnrolmentExplanationService({ sites, users, attempts, letters: edges.letters }),
  };
}
