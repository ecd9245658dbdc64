import type { Logger } from 'pino';
import type { Config } from './config';
import type { Container } from './container';
import type { PlatformViewer } from './domain/identity/platform-session.service';
import type { UserViewer } from './domain/identity/user-session.service';
import { RequestContext, type Realm } from './graphql/shared/context';
import type { ExplorerOptions } from './http/explorer';
import { createHttpServer, httpApi, type HttpServer, type HttpServerOptions } from './http/http-server';
import { sessionCleanupJob } from './jobs/session-cleanup.job';
import { MailRounds } from './jobs/mail.job';
import { CustomerSyncJob } from './jobs/customer-sync.job';
import { enrolmentCleanUpJob } from './jobs/enrolment-clean-up.job';
import { passwordLinkCleanUpJob } from './jobs/password-link-clean-up.job';
import { paymentDayJobs } from './jobs/payment-checks.job';
import { PaymentHandOverRounds } from './jobs/payment-hand-over.job';
import { startSchedule, type ScheduledJob } from './jobs/scheduler';
import { SyncRounds } from './jobs/sync-rounds';
import { throttleCleanUpJob } from './jobs/throttle-clean-up.job';

export type Explorers = { portal: ExplorerOptions; admin: ExplorerOptions };

/** The HTTP side: both APIs, health and metrics. Doesn't listen yet. */
export async function createApi(container: Container, config: Config, logger: Logger, explorers?: Explorers): Promise<HttpServer> {
  const { portal, admin, userSessions, platformSessions } = container;
  await Promise.all([portal.start(), admin.start()]);
  const portalRealm: Realm<UserViewer> = {
    cookieName: '__Host-portal_session',
    findViewer: (token, transport) => userSessions.findViewer(token, transport),
    siteUrl: (viewer) => viewer.siteUrl,
  };
  const adminRealm: Realm<PlatformViewer> = {
    cookieName: '__Host-portal_admin_session',
    findViewer: (token, transport) => platformSessions.findViewer(token, transport),
  };
  return createHttpServer({
    apis: [
      httpApi({
        name: 'portal',
        path: '/graphql',
        server: portal,
        buildContext: (request) => new RequestContext(request, portalRealm),
        cookiesOf: (context) => context.cookies,
        explorer: explorers?.portal,
      }),
      httpApi({
        name: 'admin',
        path: '/admin/graphql',
        server: admin,
        buildContext: (request) => new RequestContext(request, adminRealm),
        cookiesOf: (context) => context.cookies,
        explorer: explorers?.admin,
      }),
    ],
    ...httpSettings(container, config, logger),
  });
}

/** Health and metrics alone, for a process without an API. Doesn't listen yet. */
export function createOperations(container: Container, config: Config, logger: Logger): Promise<HttpServer> {
  return createHttpServer({ apis: [], ...httpSettings(container, config, logger) });
}

function httpSettings(container: Container, { http }: Config, logger: Logger): Omit<HttpServerOptions, 'apis'> {
  const { metricsToken, trustedProxies, maxBodyBytes, shutdownGraceMs } = http;
  const health = { ready: () => readiness(container) };
  return { health, registry: container.registry, metricsToken, logger, trustedProxies, maxBodyBytes, shutdownGraceMs };
}

/**
 * The scheduled side. The returned function stops it: what runs is broken off, the next sync goes on from there, and mails and payments under way are
 * finished or given back.
 */
export async function startWorker(container: Container, config: Config, logger: Logger): Promise<() => Promise<void>> {
  const stop = new AbortController();
  if (!container.mailDelivery.isConfigured)
    logger.warn('No mail server is configured: mails stay in the outbox. Set PORTAL_SMTP_URL and PORTAL_MAIL_FROM.');
  const running = new Set<Promise<unknown>>();
  const tracked = (job: ScheduledJob): ScheduledJob => ({
    name: job.name,
    schedule: job.schedule,
    timeZone: job.timeZone,
    run: () => {
      const run = job.run().finally(() => running.delete(run));
      running.add(run);
      return run;
    },
  });
  await container.syncRounds.scheduled.ensure();
  const customers = new CustomerSyncJob(container.customerSyncWork, logger, stop.signal);
  const rounds = new SyncRounds(container.syncRounds, stop.signal);
  const jobs = [customers, rounds, ...workerJobs(container, config, logger, stop.signal)];
  const schedule = await startSchedule(jobs.map(tracked), logger);
  return async () => {
    await schedule.destroy();
    stop.abort(new Error('The process is stopping.'));
    await Promise.allSettled(running);
    await Promise.all([customers.settled(), rounds.settled()]);
  };
}

function workerJobs(container: Container, config: Config, logger: Logger, stop: AbortSignal): ScheduledJob[] {
  const { runner, throttle, mailDelivery, passwordLinkRows, enrolmentAttempts, clock, sessionCleanup } = container;
  return [
    ...new MailRounds(mailDelivery, logger, stop).jobs(),
    throttleCleanUpJob({ runner, throttle, logger }, stop),
    passwordLinkCleanUpJob({ runner, links: passwordLinkRows, clock }, config.sync.timeZone, stop),
    enrolmentCleanUpJob({ runner, attempts: enrolmentAttempts, clock, logger }, config.sync.timeZone, stop),
    sessionCleanupJob(sessionCleanup),
    new PaymentHandOverRounds(container.paymentHandOver, logger, stop),
    ...paymentDayJobs({ runner, checks: container.paymentChecks, evidence: container.paymentEvidence, logger }, config.sync.timeZone, stop),
  ];
}

/** Explorers with a first query, where they are switched on. */
export function plainExplorers(config: Config): Explorers | undefined {
  if (!config.graphql.explorer) return undefined;
  return {
    portal: { title: 'Portal API', query: '{ viewer { email } }' },
    admin: { title: 'Admin API', query: '{ viewer { email role } }' },
  };
}

async function readiness(container: Container): Promise<{ ready: boolean; parts: Record<string, { ok: boolean; message?: string }> }> {
  try {
    const pending = await container.database.hasPendingMigrations();
    const schema = pending ? { ok: false, message: 'Migrations are pending: run "portal migrate".' } : { ok: true };
    return { ready: !pending, parts: { database: { ok: true }, schema } };
  } catch {
    return { ready: false, parts: { database: { ok: false, message: 'The database cannot be reached.' } } };
  }
}
