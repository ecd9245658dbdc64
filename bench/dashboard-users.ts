import { systemActor } from '../src/kernel/actor';
import type { Container } from '../src/container';
import type { Database, SqlValue } from '../src/persistence/database';
import { DASHBOARD_SIZE } from './dashboard-query';

const OPERATOR = systemActor('the benchmark');
/** Where the bench's users log in, and with what. */
export const BENCH_LOG_IN = { siteKey: 'bench', password: 'a bench needs no secrets' } as const;
const MOST_USERS = 8;
/** Invoices and payments received that the bench adds have ids from here on, far above the book's. */
const FIRST_ADDED_ID = 1_000_000_000;
const ADDED_IDS_PER_CONTRACT = 100;

/**
 * Makes (or finds) users with at least twenty contracts, whose contracts have full pages of invoices and payments received, and logs them in.
 * Resolves to their session tokens.
 */
export async function logInDashboardUsers(container: Container): Promise<string[]> {
  const { database, userIdentity } = container;
  const makeUser = await openBenchSite(container);
  const tokens: string[] = [];
  for (const [index, accountIds] of (await chooseAccounts(database)).entries()) {
    await fillPages(database, accountIds);
    const email = `user${index}@bench.example`;
    await makeUser(email, accountIds);
    const from = { transport: 'BEARER', origin: OPERATOR, userAgent: undefined } as const;
    const outcome = await userIdentity.logIn(BENCH_LOG_IN.siteKey, email, BENCH_LOG_IN.password, from);
    if (!outcome.done || outcome.value.kind !== 'SESSION') throw new Error(`${email} cannot log in.`);
    tokens.push(outcome.value.session.token);
  }
  if (tokens.length === 0) throw new Error('The book is too small for a dashboard: give --contracts 100 or more.');
  return tokens;
}

/** Makes (or finds) so many users who can log in, all with the contracts of the first dashboard user; resolves to their e-mails. */
export async function makeLogInUsers(container: Container, count: number): Promise<string[]> {
  const [accountIds = []] = await chooseAccounts(container.database);
  const makeUser = await openBenchSite(container);
  const emails = Array.from({ length: count }, (_, index) => `log-in${index}@bench.example`);
  for (const email of emails) await makeUser(email, accountIds);
  return emails;
}

/** Makes (or finds) the site, which takes every label; resolves to what makes (or finds) its users. */
async function openBenchSite(container: Container): Promise<(email: string, accountIds: number[]) => Promise<void>> {
  const { database, siteService, sites, userAccess, passwords } = container;
  const { siteKey, password } = BENCH_LOG_IN;
  const labels = await database.rows<{ label: string }>(
    'SELECT DISTINCT private_label AS label FROM contracts WHERE private_label IS NOT NULL ORDER BY 1',
  );
  const privateLabels = labels.map(({ label }) => label);
  await siteService.create(OPERATOR, { siteKey, name: 'Bench', url: 'http://127.0.0.1/', takesUnlabelled: true, privateLabels });
  const site = await sites.findByKey(siteKey);
  if (!site) throw new Error('The site was not created.');
  const passwordHash = await passwords.hash(password);
  return async (email, accountIds) => {
    const person = { siteId: site.id, email, firstName: 'User', lastName: 'Of the Bench', accountIds };
    await userAccess.createUser(OPERATOR, { ...person, passwordHash, enrolmentSource: 'COMMAND_LINE' });
  };
}

/** For each user the accounts to link: the book's largest customers, several together where one has too few contracts. */
async function chooseAccounts(database: Database): Promise<number[][]> {
  const customers = await database.rows<{ accountId: number; contracts: number }>(
    `SELECT role.account_id AS accountId, COUNT(*) AS contracts FROM contract_roles role JOIN contracts c ON c.id = role.contract_id
     WHERE role.role_type = 'CUSTOMER' AND c.is_booked = 1 AND c.is_terminated = 0
     GROUP BY role.account_id ORDER BY contracts DESC, accountId LIMIT 200`,
  );
  const users: number[][] = [];
  let accounts: number[] = [];
  let contracts = 0;
  for (const customer of customers) {
    accounts.push(customer.accountId);
    contracts += customer.contracts;
    if (contracts < DASHBOARD_SIZE.contracts) continue;
    users.push(accounts);
    if (users.length === MOST_USERS) break;
    accounts = [];
    contracts = 0;
  }
  return users;
}

/** Adds what the customers' active contracts lack to fill their pages. */
async function fillPages(database: Database, accountIds: readonly number[]): Promise<void> {
  const contracts = await database.rows<{ id: number; accountId: number; invoices: number; receivedPayments: number }>(
    `SELECT c.id, MIN(role.account_id) AS accountId,
       (SELECT COUNT(DISTINCT line.invoice_id) FROM invoice_lines line WHERE line.contract_id = c.id) AS invoices,
       (SELECT COUNT(*) FROM received_payments payment WHERE payment.contract_id = c.id) AS receivedPayments
     FROM contract_roles role JOIN contracts c ON c.id = role.contract_id
     WHERE role.account_id IN (?) AND role.role_type IN ('CUSTOMER', 'GUARANTOR') AND c.is_booked = 1 AND c.is_terminated = 0 GROUP BY c.id`,
    [accountIds],
  );
  const invoices: SqlValue[][] = [];
  const lines: SqlValue[][] = [];
  const receivedPayments: SqlValue[][] = [];
  const at = '2026-11-02 00:00:00';
  for (const contract of contracts) {
    const firstId = FIRST_ADDED_ID + contract.id * ADDED_IDS_PER_CONTRACT;
    for (let place = contract.invoices; place < DASHBOARD_SIZE.invoices; place += 1) {
      const id = firstId + place;
      const dueOn = `2019-${String(place + 1).padStart(2, '0')}-15`;
      invoices.push([id, `INV${id}`, contract.accountId, 'SCHEDULED', dueOn, dueOn, 'USD', at]);
      lines.push(
        [id, 1, contract.id, null, null, dueOn, 'Rent', null, 123_456, 0],
        [id, 2, contract.id, null, null, dueOn, 'Sales Tax', null, 10_185, 0],
      );
    }
    for (let place = contract.receivedPayments; place < DASHBOARD_SIZE.receivedPayments; place += 1)
      receivedPayments.push([
        firstId + place,
        contract.id,
        contract.accountId,
        `2019-0${place + 1}-17`,
        133_641,
        'USD',
        'EFT',
        null,
        null,
        null,
        at,
      ]);
  }
  await database.transaction(async (transaction) => {
    if (invoices.length > 0) await transaction.query('INSERT INTO invoices VALUES ?', [invoices]);
    if (lines.length > 0) await transaction.query('INSERT INTO invoice_lines VALUES ?', [lines]);
    if (receivedPayments.length > 0) await transaction.query('INSERT INTO received_payments VALUES ?', [receivedPayments]);
  });
}
