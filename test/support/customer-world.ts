import type { ServicingSystem } from '../../src/domain/sync/servicing-system';
import { CustomerSyncJob } from '../../src/jobs/customer-sync.job';
import { syncNow } from '../../src/jobs/sync-now';
import type { CustomerSyncReason, CustomerSyncRow } from '../../src/domain/sync/customer-sync-queue';
import { globalId } from './ids';
import { startPortal, type TestPortal } from './portal';
import { PASSWORD } from './story';
import { silentLogger } from './sync-engine';
import { type AspireData, SyncWorld } from './sync-world';

export const USER_CREATE = 'mutation ($input: UserCreateInput!) { userCreate(input: $input) { user { id } userErrors { code } } }';
const STATUS = 'state message progress { accountsDone accountsTotal } lastSyncedAt kinds { kind syncedAt }';
const FOR_STAFF = `query ($id: ID!) { user(id: $id) { dataStatus { ${STATUS}
  accounts { accountId account { name } state reason attempts error requestedAt startedAt finishedAt nextAttemptAt } } } }`;

export interface Status {
  state: string;
  message: string;
  progress: { accountsDone: number; accountsTotal: number };
  lastSyncedAt: string | null;
  kinds: { kind: string; syncedAt: string | null }[];
}

export type StatusForStaff = Status & { accounts: Record<string, unknown>[] };

/** Two processes of the portal over one database, a simulated ASPIRE whose book they have synced, and one of its customers. */
export class CustomerWorld {
  readonly app: TestPortal;
  readonly other: TestPortal;
  /** What the portal talks to; a test may put something else in its place. */
  system!: ServicingSystem;
  world!: SyncWorld;
  /** The log-in of an administrator. */
  staff!: string;
  site!: { id: number; siteKey: string };
  /** A customer with an active contract whose label the site takes. */
  accountId!: number;
  contract!: AspireData;

  private constructor(app: TestPortal, other: TestPortal) {
    this.app = app;
    this.other = other;
  }

  /** Call `begin` in `beforeEach`, `end` in `afterEach` and `close` in `afterAll`. */
  static async open(): Promise<CustomerWorld> {
    let opened: CustomerWorld | undefined = undefined;
    const servicingSystem = whichever(() => (opened as unknown as CustomerWorld).system);
    const app = await startPortal({ servicingSystem });
    opened = new CustomerWorld(app, await startPortal({ servicingSystem, beside: app }));
    return opened;
  }

  async close(): Promise<void> {
    await this.other.close();
    await this.app.close();
  }

  async begin(): Promise<void> {
    const { app } = this;
    await app.truncate();
    this.world = await SyncWorld.open(app.container.database);
    this.system = this.world.system();
    await this.syncAll();
    const [row] = await app.container.database.rows<{ id: number; label: string | null; accountId: number }>(
      `SELECT c.id, c.private_label AS label, role.account_id AS accountId FROM contracts c JOIN contract_roles role ON role.contract_id = c.id
       WHERE c.is_booked = 1 AND c.is_terminated = 0 AND role.role_type = 'CUSTOMER' ORDER BY c.id LIMIT 1`,
    );
    if (!row) throw new Error('The book has no active contract.');
    this.accountId = row.accountId;
    this.contract = {};
    for (let position = 0; this.contract['ContractOid'] !== row.id; position += 1) {
      this.contract = await this.world.aspireRecord('contracts', position);
    }
    this.site = await app.story.makeSite({ labels: row.label === null ? [] : [row.label] });
    this.staff = await app.admin.logIn(await app.story.makePlatformUser());
  }

  end(): Promise<void> {
    return this.world.close();
  }

  syncAll(mode: 'FULL' | 'INCREMENTAL' = 'INCREMENTAL'): Promise<unknown> {
    return syncNow(this.app.container.syncRounds, { mode });
  }

  /** The customer's place in the queue. */
  find(): Promise<CustomerSyncRow | undefined> {
    return this.app.container.customerSyncs.find(this.accountId);
  }

  request(accountIds: readonly number[], reason: CustomerSyncReason): Promise<void> {
    const { database, customerSyncQueue } = this.app.container;
    return database.transaction((transaction) => customerSyncQueue.request(transaction, accountIds, reason));
  }

  /** Ticks once as a worker does, and waits for what it started. */
  async work(portal = this.app, stop = new AbortController().signal): Promise<void> {
    const job = new CustomerSyncJob(portal.container.customerSyncWork, silentLogger, stop);
    await job.run();
    await job.settled();
  }

  /** Creates a user of the account by the admin API, who can log in. */
  async createUser(email = 'new@example.com'): Promise<{ id: string; token: string }> {
    const { app, site } = this;
    const accountIds = [globalId('Account', this.accountId)];
    const input = { siteId: globalId('Site', site.id), email, firstName: 'N', lastName: 'U', accountIds };
    const { userCreate } = await app.admin.data<{ userCreate: { user: { id: string } } }>(USER_CREATE, { input }, this.staff);
    await app.story.change('UPDATE users SET password_hash = ? WHERE email_key = ?', [await app.container.passwords.hash(PASSWORD), email]);
    return { id: userCreate.user.id, token: await app.portal.logIn({ email, siteKey: site.siteKey }) };
  }

  async statusOf(token: string): Promise<Status> {
    type Answer = { viewer: { dataStatus: Status } };
    return (await this.app.portal.data<Answer>(`{ viewer { dataStatus { ${STATUS} } } }`, {}, token)).viewer.dataStatus;
  }

  async statusForStaff(id: string): Promise<StatusForStaff> {
    return (await this.app.admin.data<{ user: { dataStatus: StatusForStaff } }>(FOR_STAFF, { id }, this.staff)).user.dataStatus;
  }

  /** The customers read from the servicing system from now on. */
  countReads(): number[] {
    const real = this.world.system();
    const reads: number[] = [];
    this.system = this.world.system();
    this.system.readCustomer = (id, signal) => {
      reads.push(id);
      return real.readCustomer(id, signal);
    };
    return reads;
  }
}

/** A servicing system that stands in for whichever is there when it is called. */
function whichever(current: () => ServicingSystem): ServicingSystem {
  return new Proxy({} as ServicingSystem, {
    get: (_target, name: keyof ServicingSystem) => {
      const system = current();
      return (system[name] as (...given: unknown[]) => unknown).bind(system);
    },
  });
}
