import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { text as readText } from 'node:stream/consumers';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { plainExplorers } from './application';
import { boot, type Booted } from './boot';
import { readConfig } from './config';
import { syncCustomer } from './customer-sync-command';
import { createDemoPeople, DEMO_PEOPLE } from './demo/demo-people';
import { startLocalMail } from './dev/local-mail';
import { startInOneProcess } from './dev/one-process';
import { pullSimulatedBook, startSimulatedAspire } from './dev/simulated-aspire';
import { ACCOUNT_SEPARATOR, USER_FILE_COLUMNS } from './domain/access/user-import-file';
import { passwordRefusal } from './domain/identity/password-policy';
import { SYNC_KINDS, type SyncKind } from './domain/sync/sync-reader';
import { addExtractCommands } from './extracts-command';
import { systemActor } from './kernel/actor';
import type { Outcome } from './kernel/outcome';
import { keyStatusLines, rotateKeys } from './keys-command';
import { switchPayments } from './payment-switch-command';
import { fail, OperatorError, runProcess } from './process';
import { retrySetAside } from './set-aside-command';
import { syncHere } from './sync-command';
import { printSchemas } from './graphql/schema-printer';
import { AspireSimulator } from './simulator/aspire-simulator';

const OPERATOR = systemActor('the operator at the command line');

const program = new Command('portal')
  .description('Operate the customer portal. Settings come from the environment: see .env.example.')
  .showHelpAfterError('(portal --help lists the commands)');

program
  .command('migrate')
  .description('bring the database schema up to date')
  .action(() =>
    withPortal(async ({ container }) => {
      const done = await container.database.migrate();
      print(done.length === 0 ? 'The schema is up to date.' : `Migrated: ${done.join(', ')}.`);
    }),
  );

program
  .command('sync')
  .description('pull what has changed from the servicing system, or everything')
  .option('--full', 'read everything and remove what is gone; goes on with one that was broken off', false)
  .option('--accept-removals', 'let it remove more than the set share of a kind', false)
  .addOption(new Option('--kind <kind...>', 'only these kinds').choices(SYNC_KINDS))
  .addOption(new Option('--customer <number>', 'read all of one customer instead, by account number').conflicts(['full', 'kind']))
  .addOption(
    new Option('--retry-set-aside', 'read records that could not be read again instead').conflicts(['full', 'acceptRemovals', 'customer']),
  )
  .action((options: { full: boolean; acceptRemovals: boolean; kind?: SyncKind[]; customer?: string; retrySetAside?: true }) =>
    withPortal(async ({ container }) => {
      if (options.retrySetAside) return retrySetAside(container, OPERATOR, options.kind, print);
      if (options.customer !== undefined) return print(await syncCustomer(container, OPERATOR, options.customer));
      const mode = options.full ? 'FULL' : 'INCREMENTAL';
      const { kind: kinds, acceptRemovals: acceptMassRemoval } = options;
      if (!(await syncHere(container, { mode, kinds, acceptMassRemoval }, process.stdout))) process.exitCode = 1;
    }),
  );

program
  .command('schema')
  .description('write schema.graphql and schema.admin.graphql into the current folder, or compare them')
  .option('--check', 'write nothing; exit 1 when they differ from the code', false)
  .action((options: { check: boolean }) => {
    const { portal, admin } = printSchemas();
    const files = { 'schema.graphql': portal, 'schema.admin.graphql': admin };
    for (const [file, text] of Object.entries(files)) {
      if (!options.check) writeFileSync(file, text);
      else if (readFileSync(file, 'utf8') !== text) fail(`${file} differs from the code: run "npm run schema".`);
    }
  });

const site = program.command('site').description('portal sites');
site
  .command('create')
  .description('open a site')
  .requiredOption('--key <key>', 'the word front ends name it by')
  .requiredOption('--name <name>', 'its name as shown to people')
  .requiredOption('--url <url>', 'where people reach it')
  .option('--label <label...>', 'private labels it takes', [])
  .option('--unlabelled', 'take contracts without a private label; the first site does so anyway', false)
  .action((options: { key: string; name: string; url: string; label: string[]; unlabelled: boolean }) =>
    withPortal(async ({ container }) => {
      const { key, name, url, label, unlabelled } = options;
      unwrap(
        await container.siteService.create(OPERATOR, {
          siteKey: key,
          name,
          url,
          privateLabels: label,
          takesUnlabelled: unlabelled ? true : undefined,
        }),
      );
      print(`Site ${key} is open.`);
    }),
  );

const user = program.command('user').description('end users');
user
  .command('create')
  .description('create an end user; the password is read from standard input')
  .requiredOption('--site <key>', 'the site')
  .requiredOption('--email <address>', 'to log in with')
  .requiredOption('--first-name <name>')
  .requiredOption('--last-name <name>')
  .requiredOption('--account <number...>', 'account numbers to link, at least one')
  .action((options: { site: string; email: string; firstName: string; lastName: string; account: string[] }) =>
    withPortal(async (portal) => {
      const { container } = portal;
      const found = await container.sites.findByKey(options.site);
      if (!found) throw new OperatorError(`There is no site ${options.site}.`);
      const accounts = await container.accounts.findByNumbers(options.account);
      const unknown = options.account.filter((number) => !accounts.some((account) => account.accountNumber === number));
      if (unknown.length > 0) throw new OperatorError(`Not known here: account ${unknown.join(', ')}. Has a sync run?`);
      const { email, firstName, lastName } = options;
      const about = [email, firstName, lastName, `${firstName} ${lastName}`, found.name];
      const passwordHash = await container.passwords.hash(await readPassword(about));
      const accountIds = accounts.map((account) => account.id);
      unwrap(
        await container.userAccess.createUser(OPERATOR, {
          siteId: found.id,
          email,
          firstName,
          lastName,
          accountIds,
          passwordHash,
          enrolmentSource: 'COMMAND_LINE',
        }),
      );
      print(`${email} can log in on ${found.siteKey}.`);
    }),
  );

user
  .command('import')
  .description('create users and links from a CSV file: all of it or nothing')
  .argument('<file>', `first row: ${USER_FILE_COLUMNS.join(',')}; account numbers separated by ${ACCOUNT_SEPARATOR}`)
  .option('--dry-run', 'only check it and tell what would be done', false)
  .action((file: string, options: { dryRun: boolean }) =>
    withPortal(async ({ container }) => {
      const csv = readFileSync(file, 'utf8');
      const imported = unwrap(await container.userImport.start(OPERATOR, csv, { dryRun: options.dryRun, wait: true }));
      for (const { row, column, message } of imported.problems)
        print(`row ${row}${column === null ? '' : `, column ${column}`}: ${message}`);
      if (imported.state !== 'DONE') throw new OperatorError(`Nothing was imported: the import is ${imported.state}.`);
      const { usersCreated, usersExtended, linksCreated } = imported;
      const would = options.dryRun ? 'Nothing is changed yet. It would be: ' : '';
      print(`${would}${usersCreated} users created, ${usersExtended} given links, ${linksCreated} links in all.`);
    }),
  );

const staff = program.command('platform-user').description('staff of the finance company');
staff
  .command('create')
  .description('create a platform user; the password is read from standard input')
  .requiredOption('--email <address>', 'to log in with')
  .requiredOption('--name <name>')
  .addOption(new Option('--role <role>').choices(['ADMINISTRATOR', 'CUSTOMER_CARE']).makeOptionMandatory())
  .action((options: { email: string; name: string; role: 'ADMINISTRATOR' | 'CUSTOMER_CARE' }) =>
    withPortal(async ({ container }) => {
      unwrap(
        await container.platformIdentity.createPlatformUser(OPERATOR, {
          ...options,
          password: await readPassword([options.email, options.name]),
        }),
      );
      print(`${options.email} can log in at the admin API.`);
    }),
  );

staff
  .command('password')
  .description('set the password of a platform user; it is read from standard input, and running sessions end')
  .requiredOption('--email <address>', 'whose')
  .action((options: { email: string }) =>
    withPortal(async ({ container }) => {
      unwrap(await container.platformUserService.setPassword(OPERATOR, options.email, await readPassword([options.email])));
      print(`${options.email} can log in at the admin API.`);
    }),
  );

const keys = program.command('keys').description('the keys that seal what the database must not show');
keys
  .command('rotate')
  .description('seal everything anew under the newest key; can be broken off and run again; exit 1 when something could not be opened')
  .action(() => withPortal(({ container }) => rotateKeys(container.keyRotation, OPERATOR, print)));

keys
  .command('status')
  .description('tell how much is sealed under which key: one under which nothing is can be taken away')
  .action(() =>
    withPortal(async ({ container }) => {
      for (const line of keyStatusLines(await container.keyRotation.status())) print(line);
    }),
  );

program
  .command('payments')
  .description('switch payments on or off, for all sites or one; payments already made keep flowing')
  .addArgument(new Argument('<state>').choices(['on', 'off']))
  .option('--site <key>', 'only on this site')
  .action((state: string, options: { site?: string }) =>
    withPortal(async ({ container }) => print(await switchPayments(container, OPERATOR, state === 'on', options.site))),
  );

program
  .command('dev')
  .description(
    'API and worker in one process; with a private database, a simulated ASPIRE, and mails printed here, where none are configured',
  )
  .option('--contracts <number>', 'size of the simulated book', wholeNumber, 2000)
  .action((options: { contracts: number }) =>
    runProcess(async () => {
      const config = readConfig();
      const simulator =
        config.aspire || config.extractFolder !== undefined ? undefined : await startSimulatedAspire(config, options.contracts);
      const local = await startLocalMail(config, print, process.stdout.isTTY);
      const portal = await boot({ role: 'API_AND_WORKER', config, progress: print, aspire: simulator?.aspire, mail: local?.mail });
      await portal.container.database.migrate();
      if (simulator) await makeDemoBook(portal);
      const { url, stop } = await startInOneProcess(portal, plainExplorers(config));
      print(`Portal API ${url}/graphql, admin API ${url}/admin/graphql`);
      return async () => {
        await stop();
        await simulator?.stop();
        await local?.sink.stop();
      };
    }),
  );

program
  .command('simulator')
  .description('serve a simulated ASPIRE: the connector protocol over a made-up, reproducible book')
  .option('--contracts <number>', 'contracts in the book', wholeNumber, 2000)
  .option('--seed <number>', 'another seed, another book', wholeNumber, 1)
  .option('--port <number>', 'port to listen on', wholeNumber, 4010)
  .option('--token <token>', 'what callers must present', 'simulator-token')
  .option('--as-of <date>', 'the first day of its clock', new Date().toISOString().slice(0, 10))
  .action((options: { contracts: number; seed: number; port: number; token: string; asOf: string }) =>
    runProcess(async () => {
      const { port, ...book } = options;
      const simulator = new AspireSimulator(book);
      const { url } = await simulator.start(port);
      print(`ASPIRE simulator with ${options.contracts} contracts: PORTAL_ASPIRE_URL=${url} PORTAL_ASPIRE_TOKEN=${options.token}`);
      return () => simulator.stop();
    }),
  );

addExtractCommands(program, print, wholeNumber);

program.parseAsync().catch(fail);

/** The demo's book and people, for development without a connector. */
async function makeDemoBook(portal: Booted): Promise<void> {
  await pullSimulatedBook(portal, 'INCREMENTAL');
  await createDemoPeople(portal.container, `http://${portal.config.http.host}:${portal.config.http.port}`);
  for (const person of Object.values(DEMO_PEOPLE)) print(`${person.email}, password "${person.password}" (${person.what})`);
}

/** Runs a command with the portal's parts and lets go of them afterwards. */
async function withPortal(work: (portal: Booted) => Promise<void>): Promise<void> {
  const portal = await boot({ role: 'COMMAND_LINE', progress: print });
  try {
    await work(portal);
  } finally {
    await portal.close();
  }
}

function unwrap<Value>(outcome: Outcome<Value>): Value {
  if (outcome.done) return outcome.value;
  throw new OperatorError(outcome.refusals.map((refusal) => refusal.message).join('\n'));
}

async function readPassword(about: readonly string[]): Promise<string> {
  if (process.stdin.isTTY) print('Password, then Ctrl-D:');
  const password = (await readText(process.stdin)).replace(/\r?\n$/, '');
  const refusal = passwordRefusal(password, { mfaIsOn: false, about });
  if (refusal) throw new OperatorError(refusal.message);
  return password;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number is expected');
  return Number(text);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
