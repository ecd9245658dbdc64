import 'reflect-metadata';
import { Command } from 'commander';
import type { Explorers } from '../application';
import { boot, type Booted } from '../boot';
import { readConfig, type Config } from '../config';
import { startLocalMail, type LocalMail } from '../dev/local-mail';
import { startInOneProcess } from '../dev/one-process';
import { pullSimulatedBook, startSimulatedAspire, type SimulatedAspire } from '../dev/simulated-aspire';
import { fail, runProcess } from '../process';
import { DemoClient } from './demo-client';
import { createDemoPeople, DEMO_PEOPLE, DEMO_SITE } from './demo-people';
import { DemoTranscript } from './demo-transcript';
import { NEWCOMER, SECURE_PEOPLE, SECURE_SITE } from './secure-site';

/** Two: a worker sends the mails of its own schema, and a demo that is open must not send those of a headless one. */
const SCHEMAS = { FULL: 'portal_demo_once', INCREMENTAL: 'portal_demo' } as const;
const QUERY = `# Press the play button: you are logged in as the demo's lessee.
query Dashboard {
  viewer { firstName lastName site { name } }
  contracts(first: 20) {
    totalCount
    edges {
      node {
        contractNumber
        description
        scenario
        nextDueOn
        paymentAmount { amount currencyCode }
        customer { name }
        invoices(first: 3) { edges { node { invoiceNumber dueOn state balance { amount } } } }
        receivedPayments(first: 3) { edges { node { receivedOn status amount { amount } } } }
      }
    }
  }
}
`;
const ADMIN_QUERY = `# You are logged in as the demo's administrator.
query Overview {
  viewer { email role }
  sites { edges { node { siteKey name privateLabels takesUnlabelled } } }
  users { edges { node { email linkedAccounts { accountNumber name } } } }
  syncHealth {
    state message advice
    servicingSystem { product version isSupported }
    settings { setting verdict evidence }
    kinds { kind cadence lagSeconds isLate setAsideCount lastRun { outcome records } }
  }
}
`;

interface Demo {
  portal: Booted;
  synced: Record<string, number>;
  syncSeconds: number;
  /** Undefined where a mail server is configured. */
  mail: LocalMail | undefined;
  aspire: SimulatedAspire['aspire'];
  /** Stops what is not ours: ASPIRE and the mail server. */
  stopOthers: () => Promise<void>;
}

const options = new Command('demo')
  .description("Run the portal's main job on this machine: database, simulated ASPIRE, sync, API and worker.")
  .option('--once', 'run it headless, print a transcript and one line of JSON, and exit', false)
  .option('--contracts <number>', 'size of the simulated book', '2000')
  .parse()
  .opts<{ once: boolean; contracts: string }>();

// The demo prints what a person wants to read; the log only speaks up when something is wrong.
const config: Config = { ...readConfig(), log: { level: 'warn' } };

if (options.once) void once().catch(fail);
else void runProcess(serve);

/** Database, simulator, sync and people: all that both ways of running the demo need. */
async function prepare(settings: Config, mode: 'FULL' | 'INCREMENTAL'): Promise<Demo> {
  const simulator = await startSimulatedAspire(settings, Number(options.contracts));
  tell(`Simulated ASPIRE with ${options.contracts} contracts at ${simulator.aspire.url}`);
  const mail = await startLocalMail(settings, tell, process.stdout.isTTY);
  const portal = await boot({
    role: 'API_AND_WORKER',
    config: settings,
    aspire: simulator.aspire,
    mail: mail?.mail,
    localSchema: SCHEMAS[mode],
    progress: tell,
  });
  await portal.container.database.migrate();
  tell('Pulling the book …');
  const { synced, syncSeconds } = await pullBook(portal, mode);
  const counts = Object.entries(synced)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`);
  tell(counts.length > 0 ? `Pulled ${counts.join(', ')} in ${syncSeconds.toFixed(1)} s` : 'Nothing has changed since the last time');
  await createDemoPeople(portal.container, `http://${settings.http.host}:${settings.http.port}`);
  const stopOthers = async (): Promise<void> => {
    await simulator.stop();
    await mail?.sink.stop();
  };
  return { portal, synced, syncSeconds, mail, aspire: simulator.aspire, stopOthers };
}

async function pullBook(portal: Booted, mode: 'FULL' | 'INCREMENTAL'): Promise<Pick<Demo, 'synced' | 'syncSeconds'>> {
  const started = performance.now();
  const report = await pullSimulatedBook(portal, mode);
  const synced = Object.fromEntries(report.kinds.map((kind) => [kind.kind, kind.recordsWritten]));
  return { synced, syncSeconds: Math.round(performance.now() - started) / 1000 };
}

async function once(): Promise<void> {
  // Any free port: a demo that is open in a browser is not disturbed. And mails are read here, wherever others go.
  const settings = { ...config, http: { ...config.http, host: '127.0.0.1', port: 0 }, mail: undefined };
  const demo = await prepare(settings, 'FULL');
  if (!demo.mail) throw new Error('Without a local mail sink nobody could read a code.');
  const { url, stop } = await startInOneProcess(demo.portal, undefined);
  const checks = await new DemoTranscript(`${url}/graphql`, demo.mail.sink, demo.aspire, tell).run();
  await stop();
  await demo.stopOthers();
  const ok = Object.values(checks).every(Boolean);
  const { contracts, invoices, payments } = demo.synced;
  tell(`\n${JSON.stringify({ ok, contracts, invoices, payments, syncSeconds: demo.syncSeconds, checks })}`);
  process.exitCode = ok ? 0 : 1;
}

async function serve(): Promise<() => Promise<void>> {
  const demo = await prepare(config, 'INCREMENTAL');
  const explorers: Explorers = {
    portal: { title: 'Customer portal API', query: QUERY },
    admin: { title: 'Admin API', query: ADMIN_QUERY },
  };
  const { url, stop } = await startInOneProcess(demo.portal, explorers);
  await fillHeaders(explorers, url);
  const people = Object.values(DEMO_PEOPLE).map((person) => `    ${person.email.padEnd(36)} ${person.what}`);
  tell(`
  Portal API    ${url}/graphql         open it in a browser: a query is filled in
  Admin API     ${url}/admin/graphql
  Mails         ${demo.mail ? 'are printed here as they arrive' : 'go to the mail server configured'}
  Health        ${url}/health/ready    ${url}/metrics

  Log-ins on site "${DEMO_SITE}", all with the password "${DEMO_PEOPLE.lessee.password}":
${people.join('\n')}

  Site "${SECURE_SITE.siteKey}" asks for a second factor. Log in there as ${SECURE_PEOPLE.lessee.email} with the same password,
  or register (enrolmentSubmit) as ${NEWCOMER.email} with contract ${NEWCOMER.contractNumber} and postal code ${NEWCOMER.billingPostalCode}: codes and links come by mail.
  What stands after the # of a link is the token for passwordReset. This site begins anew with each start.

  The query that is filled in:
${QUERY.split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
  Ctrl-C ends it.`);
  return async () => {
    await stop();
    await demo.stopOthers();
  };
}

/** Puts tokens of fresh log-ins into the explorers, so that their first query works. */
async function fillHeaders(explorers: Explorers, base: string): Promise<void> {
  const { lessee, administrator } = DEMO_PEOPLE;
  const userToken = await new DemoClient(`${base}/graphql`).logIn('LogInInput', {
    siteKey: DEMO_SITE,
    email: lessee.email,
    password: lessee.password,
  });
  const staffToken = await new DemoClient(`${base}/admin/graphql`).logIn('PlatformLogInInput', {
    email: administrator.email,
    password: administrator.password,
  });
  Object.assign(explorers.portal, { headers: { Authorization: `Bearer ${userToken}` } });
  Object.assign(explorers.admin, { headers: { Authorization: `Bearer ${staffToken}` } });
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
