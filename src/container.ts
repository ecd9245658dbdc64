import type { ApolloServer } from '@apollo/server';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Counter, Registry } from 'prom-client';
import { AuditExportService } from './domain/audit/audit-export.service';
import { AuditLog } from './domain/audit/audit-log';
import { BookFindings } from './domain/access/book-findings';
import { ContractReachService } from './domain/access/contract-reach.service';
import { ExplanationService } from './domain/access/explanation.service';
import { LookAlikeFinder } from './domain/access/look-alike-finder';
import { MappingPreviewService } from './domain/access/mapping-preview.service';
import { UserAccessService } from './domain/access/user-access.service';
import { UserImportService } from './domain/access/user-import.service';
import type { Outbox } from './domain/mail/letter';
import type { PaymentServicing } from './domain/payments/alternate-eft';
import { MailDelivery } from './domain/mail/mail-delivery.service';
import { MailService } from './domain/mail/mail.service';
import { MailOutbox } from './domain/mail/mail-outbox';
import type { Mailer } from './domain/mail/mailer';
import { SiteService } from './domain/sites/site.service';
import { ServicingContractLookup, SyncedBookFreshness } from './domain/sync/book-freshness';
import { CustomerSyncQueue } from './domain/sync/customer-sync-queue';
import { CustomerSyncWork } from './domain/sync/customer-sync-work';
import type { ServicingSystem } from './domain/sync/servicing-system';
import { UserService } from './domain/users/user.service';
import { buildAdminSchema } from './graphql/admin/admin-schema';
import { buildPortalSchema } from './graphql/portal/portal-schema';
import { viewingAsPlugin } from './graphql/portal/identity/viewing-as';
import { oncePerOperation, oncePerOperationRule } from './graphql/permissions/once-per-operation';
import { createApiServer } from './graphql/shared/api-server';
import type { AdminContext, PortalContext } from './graphql/shared/context';
import type { TornReadRemedy } from './graphql/shared/untorn-execution';
import { graphqlOverHttpPlugin } from './http/graphql-over-http.plugin';
import { retryAfterPlugin } from './http/retry-after.plugin';
import { createEnrolment, type EnrolmentOptions } from './enrolment-parts';
import { createIdentity } from './identity-parts';
import { createPayments } from './payment-parts';
import { createSync, type ServicingTrafficOptions, type SyncSettings } from './sync-parts';
import { systemClock, type Clock } from './kernel/clock';
import type { Keyring } from './kernel/keyring';
import { Database, type DatabaseOptions } from './persistence/database';
import { AccountRepository } from './persistence/repositories/account.repository';
import { AuditRepository } from './persistence/repositories/audit.repository';
import { ContractReachRepository } from './persistence/repositories/contract-reach.repository';
import { ContractRepository } from './persistence/repositories/contract.repository';
import { CustomerSyncRepository } from './persistence/repositories/customer-sync.repository';
import { DetachedLinkRepository } from './persistence/repositories/detached-link.repository';
import { DetachedPaymentRepository } from './persistence/repositories/detached-payment.repository';
import { EnrolmentAttemptRepository } from './persistence/repositories/enrolment-attempt.repository';
import { ExplanationRepository } from './persistence/repositories/explanation.repository';
import { InvoiceRepository } from './persistence/repositories/invoice.repository';
import { MailRepository } from './persistence/repositories/mail.repository';
import { NamesakeRepository } from './persistence/repositories/namesake.repository';
import { MappingPreviewRepository } from './persistence/repositories/mapping-preview.repository';
import { ReceivedPaymentRepository } from './persistence/repositories/received-payment.repository';
import { PlatformUserRepository } from './persistence/repositories/platform-user.repository';
import { SessionRepository } from './persistence/repositories/session.repository';
import { SiteLabelRepository } from './persistence/repositories/site-label.repository';
import { SiteRepository } from './persistence/repositories/site.repository';
import { SyncStateRepository } from './persistence/repositories/sync-state.repository';
import { UserLinkRepository } from './persistence/repositories/user-link.repository';
import { UserImportRepository } from './persistence/repositories/user-import.repository';
import { UserRepository } from './persistence/repositories/user.repository';

/** What the composition root must be told. */
export interface ContainerOptions {
  database: DatabaseOptions;
  /** Seals what the database must keep but never show. */
  keyring: Keyring;
  /** The other side of the servicing port: where the book comes from. */
  servicingSystem: ServicingSystem;
  /** Where payments go and checks are made; default where the book comes from. */
  connector?: ServicingSystem;
  /** The same as payments see it, where that differs. */
  paymentServicing?: PaymentServicing;
  /** Its calls, where they can be followed, and what this process does. */
  servicingTraffic?: ServicingTrafficOptions;
  /** Hands mails to the mail server. */
  mailer: Mailer;
  /** Where platform users reach the portal; begins the links of their mails. */
  publicUrl: string;
  identity?: {
    /** An answer that must not tell whether there is such a person takes at least this long. Milliseconds; default 300. */
    evenAnswerMs?: number;
  };
  graphql: { introspection: boolean; compiledExecution: boolean };
  sync: SyncSettings;
  enrolment?: EnrolmentOptions;
  /** Banks by routing number, beside those that everybody knows. */
  banks?: ReadonlyMap<string, string>;
  /** How long ASPIRE may take to be asked for a bank account. Milliseconds; default 8 000. */
  bankAccountLookup?: { timeoutMs?: number };
  logger: Logger;
  clock?: Clock;
}

/** Everything a process of ours is made of. Made once, at its start; nothing connects before it is used. */
export type Container = ReturnType<typeof createRepositories> &
  ReturnType<typeof createServices> &
  ReturnType<typeof createMail> &
  ReturnType<typeof createPayments> &
  ReturnType<typeof createSync> & {
    database: Database;
    clock: Clock;
    registry: Registry;
    customerSyncWork: CustomerSyncWork;
    portal: ApolloServer<PortalContext>;
    admin: ApolloServer<AdminContext>;
  };

/** The one place where implementations meet the ports they fit. */
export function createContainer(options: ContainerOptions): Container {
  const { clock = systemClock } = options;
  const database = new Database(options.database);
  const repositories = createRepositories(database);
  const mail = createMail(options, repositories.mails, clock);
  const services = createServices(options, database, repositories, mail.outbox, clock);
  const registry = createRegistry(database);
  const common = { database, outbox: mail.outbox, clock, registry, timeZone: options.sync.timeZone };
  const connector = options.connector ?? options.servicingSystem;
  const paymentServicing = options.paymentServicing ?? connector;
  const parts = { ...options, ...repositories, ...services, ...common };
  const payments = createPayments({ ...parts, servicingSystem: connector, paymentServicing });
  const syncing = createSync({ ...parts, settings: options.sync, follower: payments.paymentReconciliation });
  const { dataStatus, handStartedSync, syncHealth, setAsideRetry } = syncing;
  const customerSyncWork = new CustomerSyncWork({ syncs: repositories.customerSyncs, sync: syncing.sync, clock });
  const enrolment = createEnrolment({ ...parts, servicingSystem: connector }, parts);
  const portalSchema = buildPortalSchema({
    ...repositories,
    ...services,
    ...payments,
    identity: services.userIdentity,
    enrolment: enrolment.service,
    dataStatus,
  });
  const adminSchema = buildAdminSchema({
    ...repositories,
    ...services,
    ...createExplanations(database, repositories, connector),
    ...payments,
    linkableAccounts: repositories.accounts,
    access: services.userAccess,
    userImports: services.userImport,
    identity: services.platformIdentity,
    enrolmentExplanations: enrolment.explanations,
    sync: repositories.syncState,
    handStartedSync,
    syncHealth,
    setAsideRetry,
    dataStatus,
  });
  return {
    ...repositories,
    ...services,
    ...mail,
    ...payments,
    ...syncing,
    database,
    clock,
    registry,
    customerSyncWork,
    ...createApis(options, tornReadRemedy(database, registry, options.logger), portalSchema, adminSchema),
  };
}

type Schema = ReturnType<typeof buildPortalSchema>;

function createApis({ graphql, logger }: ContainerOptions, tornReads: TornReadRemedy, portalSchema: Schema, adminSchema: Schema) {
  const api = { ...graphql, log: logger, tornReads, plugins: [graphqlOverHttpPlugin(), retryAfterPlugin()] };
  return {
    portal: createApiServer<PortalContext>(portalSchema, {
      ...api,
      validationRules: [oncePerOperationRule(portalSchema, oncePerOperation.portal)],
      plugins: [...api.plugins, viewingAsPlugin()],
    }),
    admin: createApiServer<AdminContext>(adminSchema, {
      ...api,
      validationRules: [oncePerOperationRule(adminSchema, oncePerOperation.admin)],
    }),
  };
}

function createRepositories(database: Database) {
  return {
    auditEntries: new AuditRepository(database),
    mails: new MailRepository(database),
    sites: new SiteRepository(database),
    siteLabels: new SiteLabelRepository(database),
    accounts: new AccountRepository(database),
    contracts: new ContractRepository(database),
    invoices: new InvoiceRepository(database),
    receivedPayments: new ReceivedPaymentRepository(database),
    users: new UserRepository(database),
    userLinks: new UserLinkRepository(database),
    detachedLinks: new DetachedLinkRepository(database),
    detachedPayments: new DetachedPaymentRepository(database),
    platformUsers: new PlatformUserRepository(database),
    sessions: new SessionRepository(database),
    userImports: new UserImportRepository(database),
    enrolmentAttempts: new EnrolmentAttemptRepository(database),
    syncState: new SyncStateRepository(database),
    customerSyncs: new CustomerSyncRepository(database),
  };
}

function createServices(
  options: ContainerOptions,
  database: Database,
  repositories: ReturnType<typeof createRepositories>,
  outbox: Outbox,
  clock: Clock,
) {
  const onFailure = (error: unknown): void => options.logger.error({ err: error }, 'an import of users failed');
  const { sites, users, accounts, auditEntries, userImports } = repositories;
  const audit = new AuditLog(auditEntries, clock);
  const customerSyncs = new CustomerSyncQueue({ database, syncs: repositories.customerSyncs, accounts, audit, clock });
  const facts = new ExplanationRepository(database);
  const { keyring, publicUrl } = options;
  const evenAnswerMs = options.identity?.evenAnswerMs ?? 300;
  const identity = createIdentity({ ...repositories, database, audit, outbox, keyring, publicUrl, evenAnswerMs, clock });
  const invitations = identity.passwordLinks;
  const imports = { database, sites, accounts, imports: userImports, audit, customerSyncs, invitations, clock, onFailure };
  return {
    customerSyncQueue: customerSyncs,
    audit,
    ...identity,
    auditExports: new AuditExportService(database, auditEntries, audit),
    siteService: new SiteService(database, sites, audit, auditEntries, clock),
    mailService: new MailService(database, repositories.mails, audit, clock),
    mappingPreviews: new MappingPreviewService(sites, new MappingPreviewRepository(database)),
    userService: new UserService(database, users, audit, auditEntries, invitations, clock),
    userImport: new UserImportService(imports),
    userAccess: new UserAccessService(database, users, sites, accounts, facts, audit, invitations, clock, customerSyncs),
  };
}

/** What takes letters and what sends them. */
function createMail({ keyring, mailer, logger }: ContainerOptions, mails: MailRepository, clock: Clock) {
  const outbox: Outbox = new MailOutbox(mails, keyring, clock);
  const onAttempt: ConstructorParameters<typeof MailDelivery>[0]['onAttempt'] = (report) =>
    report.outcome === 'DEAD' ? logger.warn(report, 'a mail is given up') : logger.info(report, 'a mail was attempted');
  return { mailer, outbox, mailDelivery: new MailDelivery({ mails, mailer, keyring, clock, onAttempt }) };
}

/** What answers "why can't they see it?". */
function createExplanations(database: Database, repositories: ReturnType<typeof createRepositories>, system: ServicingSystem) {
  const { users, sites, accounts, syncState } = repositories;
  const facts = new ExplanationRepository(database);
  const book = new BookFindings(new SyncedBookFreshness(syncState), new ServicingContractLookup(system));
  const lookAlikes = new LookAlikeFinder(new NamesakeRepository(database), accounts);
  return {
    lookAlikes,
    explanations: new ExplanationService({ facts, users, sites, accounts, namesakes: lookAlikes, book }),
    contractReach: new ContractReachService({ facts, reach: new ContractReachRepository(database), sites, book }),
  };
}

function createRegistry(database: Database): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const statements = new Counter({
    name: 'portal_sql_statements_total',
    help: 'SQL statements sent to the database.',
    registers: [registry],
  });
  database.observe(() => statements.inc());
  return registry;
}

/** Torn reads are read again of one moment, and counted; those that go out all the same are logged. */
function tornReadRemedy(database: Database, registry: Registry, logger: Logger): TornReadRemedy {
  const tornReads = new Counter({
    name: 'portal_torn_reads_total',
    help: 'Operations whose statements saw the copied book at different moments: run once more, or shown as they were.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  for (const outcome of ['reread', 'shown'] as const) tornReads.inc({ outcome }, 0);
  return {
    atOneMoment: (work) => database.atOneMoment(work),
    onTornRead(torn) {
      tornReads.inc({ outcome: torn.outcome });
      if (torn.outcome === 'shown') logger.warn(torn, 'an answer went out whose parts are of different moments');
    },
  };
}
