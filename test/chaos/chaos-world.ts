import { CustomerSyncRepository } from '../../src/persistence/repositories/customer-sync.repository';
import { Database } from '../../src/persistence/database';
import { AspireSimulator } from '../../src/simulator/aspire-simulator';
import { DEMO_STORIES } from '../../src/simulator/demo-stories';
import { globalId } from '../support/ids';
import { type ApiClient, startPortal, type TestPortal } from '../support/portal';
import { ChaosEvents } from './chaos-events';
import type { ChaosSettings } from './chaos-plan';
import { ChaosReader, type ReaderPerson } from './chaos-reader';
import type { Book } from './reader-checks';
import { ScheduledDesk } from './scheduled-desk';
import { SimulatedBook, type BookRecord } from './simulated-book';
import type { SyncDesk } from './sync-desk';

const TOKEN = 'a-token-for-chaos';
const AS_OF = '2026-11-23';
/** Of the labels in the book, those that the default site takes. */
export const SITE_LABELS = ['Northwind Equipment', 'Summit Capital', 'Bluewater Finance'];
const MORE_PEOPLE = 4;

/** A portal with its database, people who look at it, two workers, and the simulated servicing system that they sync from. */
export interface ChaosWorld {
  book: SimulatedBook;
  portal: ApiClient;
  people: readonly ReaderPerson[];
  database: Database;
  events: ChaosEvents;
  reader: ChaosReader;
  desk: SyncDesk;
  close(): Promise<void>;
}

/** Opens it; nothing is synced yet. */
export async function openChaosWorld(settings: ChaosSettings): Promise<ChaosWorld> {
  const simulator = new AspireSimulator({ contracts: settings.contracts, seed: settings.seed, token: TOKEN, asOf: AS_OF });
  const { url } = await simulator.start();
  const portal = await startPortal({ compiledExecution: true });
  const database = new Database({ url: portal.databaseUrl, poolSize: 2 });
  const book = new SimulatedBook(url, TOKEN);
  const history = new BookHistory();
  book.follow((kind, oid, data) => history.note(kind, oid, data));
  await book.refresh();
  const accountIds = watchedAccounts(book);
  const people = await makePeople(portal, accountIds);
  const syncs = new CustomerSyncRepository(database);
  const askForCustomer = (accountId: number): Promise<void> =>
    database.transaction((transaction) => syncs.request(transaction, [accountId], { reason: 'STAFF', at: new Date(), dueAtOnce: true }));
  const workers = settings.realWorkers
    ? { script: 'src/worker.ts', environment: environmentOf(portal.databaseUrl, url) }
    : { script: 'test/chaos/chaos-worker.ts', args: [portal.databaseUrl, url, TOKEN] };
  const desk = new ScheduledDesk({ ...workers, database });
  const reader = new ChaosReader(portal.portal, people, history);
  return {
    book,
    portal: portal.portal,
    people,
    database,
    events: new ChaosEvents(book, accountIds, askForCustomer),
    reader,
    desk,
    async close() {
      await reader.end();
      await desk.stop();
      await simulator.stop();
      await database.close();
      await portal.close();
    },
  };
}

function environmentOf(databaseUrl: string, aspireUrl: string): NodeJS.ProcessEnv {
  return { PORTAL_DATABASE_URL: databaseUrl, PORTAL_ASPIRE_URL: aspireUrl, PORTAL_ASPIRE_TOKEN: TOKEN, PORTAL_LOG_LEVEL: 'warn' };
}

/** The prepared customers, and those with the most contracts of the others. */
function watchedAccounts(book: SimulatedBook): number[] {
  const { lessee, guarantor, stranger } = DEMO_STORIES;
  const prepared = [lessee.AccountOid, guarantor.AccountOid, stranger.AccountOid];
  const counts = new Map<number, number>();
  for (const contract of book.of('contracts').values())
    for (const { AccountOid, ContractRoleType } of contract['Roles'] as { AccountOid: number; ContractRoleType: string }[])
      if (ContractRoleType === 'CUSTOMER') counts.set(AccountOid, (counts.get(AccountOid) ?? 0) + 1);
  const others = [...counts].filter(([accountId]) => !prepared.some((one) => one === accountId)).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return [...prepared, ...others.slice(0, MORE_PEOPLE).map(([accountId]) => accountId)];
}

async function makePeople(portal: TestPortal, accountIds: readonly number[]): Promise<ReaderPerson[]> {
  const site = await portal.story.makeSite({ siteKey: 'default', labels: SITE_LABELS });
  const people: ReaderPerson[] = [];
  for (const accountId of accountIds)
    people.push({ token: await portal.portal.logIn(await portal.story.makeUser({ site, accounts: [accountId] })), accountId });
  return people;
}

/** All that was ever so in the book, as far as the reader asks. */
class BookHistory implements Book {
  private readonly theirs = new Set<string>();
  private readonly onAccount = new Set<string>();

  note(kind: string, oid: number, data: BookRecord): void {
    if (kind === 'contracts')
      for (const { AccountOid, ContractRoleType } of data['Roles'] as { AccountOid: number; ContractRoleType: string }[])
        if (ContractRoleType === 'CUSTOMER' || ContractRoleType === 'GUARANTOR')
          this.theirs.add(`${AccountOid} ${globalId('Contract', oid)}`);
    if (kind === 'invoices')
      for (const { LineNumber, ContractOid } of data['Lines'] as { LineNumber: number; ContractOid: number | null }[])
        if (ContractOid === null) this.onAccount.add(globalId('InvoiceLine', `${oid}.${LineNumber}`));
  }

  isOnAccount(lineId: string): boolean {
    return this.onAccount.has(lineId);
  }

  isTheirs(accountId: number, contractId: string): boolean {
    return this.theirs.has(`${accountId} ${contractId}`);
  }
}
