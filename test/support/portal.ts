import request from 'supertest';
import { createApi } from '../../src/application';
import { readConfig } from '../../src/config';
import { type Container, type ContainerOptions, createContainer } from '../../src/container';
import type { ServicingSystem } from '../../src/domain/sync/servicing-system';
import type { Mailer } from '../../src/domain/mail/mailer';
import { Keyring } from '../../src/kernel/keyring';
import { createLogger } from '../../src/log';
import { noServicingSystem } from '../../src/servicing/no-servicing-system';
import { Database, type DatabaseOptions } from '../../src/persistence/database';
import { FakeClock } from './fake-clock';
import { FakeMailer, type SentMail } from './fake-mailer';
import { RecordingOutbox } from './recording-outbox';
import { PASSWORD, Story } from './story';

export type { Person } from './story';
import { openTestDatabase, type TestDatabase } from './test-database';

/** One error of a GraphQL answer. */
export interface AnswerError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; errorId?: string; retryAfterSeconds?: number };
}

/** A GraphQL answer as a client sees it. `text` is the body as it came. */
export interface Answer<Data = Record<string, unknown>> {
  status: number;
  text: string;
  data: Data | null | undefined;
  errors: AnswerError[];
}

/** A connection as tests ask for it. */
export interface Nodes<Node> {
  totalCount: number;
  edges: { cursor: string; node: Node }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

interface LogInAnswer {
  session: { token: string; expiresAt: string } | null;
  userErrors: { code: string; message: string; field: string | null }[];
}

interface OutcomeAnswer {
  /** Without a session where a second factor is asked for. */
  outcome: { session?: LogInAnswer['session'] } | null;
  userErrors: LogInAnswer['userErrors'];
}

/** One of the two APIs, spoken to over HTTP. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly path: string,
    private readonly logInType: 'LogInInput' | 'PlatformLogInInput',
  ) {}

  async ask<Data = Record<string, unknown>>(query: string, variables: object = {}, token?: string): Promise<Answer<Data>> {
    const post = request(this.url).post(this.path).set('content-type', 'application/json');
    if (token !== undefined) post.set('authorization', `Bearer ${token}`);
    const { status, text } = await post.send(JSON.stringify({ query, variables }));
    const body = JSON.parse(text) as { data?: Data | null; errors?: AnswerError[] };
    return { status, text, data: body.data, errors: body.errors ?? [] };
  }

  /** What was asked for. @throws Error on any GraphQL error. */
  async data<Data = Record<string, unknown>>(query: string, variables: object = {}, token?: string): Promise<Data> {
    const answer = await this.ask<Data>(query, variables, token);
    if (answer.errors.length > 0 || !answer.data) throw new Error(`${query}\n${answer.text}`);
    return answer.data;
  }

  /** The payload of a log-in. */
  async tryLogIn(input: object): Promise<LogInAnswer> {
    const query = `mutation ($input: ${this.logInType}!) { logIn(input: $input) {
      outcome { ... on LoggedIn { session { token expiresAt } } } userErrors { code message field } } }`;
    const { outcome, userErrors } = (await this.data<{ logIn: OutcomeAnswer }>(query, { input })).logIn;
    return { session: outcome?.session ?? null, userErrors };
  }

  /** Logs in with the stories' password and hands back the token. */
  async logIn(who: { email: string; siteKey?: string }): Promise<string> {
    const { email, siteKey } = who;
    const { session } = await this.tryLogIn({ email, password: PASSWORD, ...(siteKey !== undefined && { siteKey }) });
    if (!session) throw new Error(`${email} could not log in.`);
    return session.token;
  }
}

/** The real app over a real database, and what a test wants to look at. */
export interface TestPortal {
  readonly url: string;
  readonly databaseUrl: string;
  readonly container: Container;
  readonly clock: FakeClock;
  readonly story: Story;
  readonly portal: ApiClient;
  readonly admin: ApiClient;
  /** The letters posted so far; they are delivered, too. */
  readonly outbox: RecordingOutbox;
  /** Where they end up; idle when the test brought a mailer of its own. */
  readonly mailer: FakeMailer;
  /** Delivers what is due by the app's clock, as the worker does, and tells what was sent. */
  deliverMail(): Promise<SentMail[]>;
  /** The log so far, line by line. */
  log(): Record<string, unknown>[];
  logText(): string;
  /** The SQL statements that `work` made the app run. */
  statementsOf(work: () => Promise<unknown>): Promise<string[]>;
  /** Empties the database. */
  truncate(): Promise<void>;
  close(): Promise<void>;
}

/** What a test may want otherwise. */
export interface TestPortalOptions {
  compiledExecution?: boolean;
  /** Default 1. */
  evenAnswerMs?: number;
  servicingSystem?: ServicingSystem;
  /** Default: one that accepts and remembers every mail. */
  mailer?: Mailer;
  /** Where the app finds its database, if not directly: a proxy's URL made of the database's own. */
  via?: (databaseUrl: string) => string;
  database?: Omit<DatabaseOptions, 'url'>;
  enrolment?: ContainerOptions['enrolment'];
  /** As PORTAL_TRUSTED_PROXIES; default none. */
  trustedProxies?: string;
  /** Another app whose database and clock this one shares. */
  beside?: TestPortal;
}

/** Every app of a test opens what another has sealed. */
export const KEYRING = new Keyring([{ id: 'test', key: Buffer.alloc(32, 7) }]);

const COMPILED = process.env['PORTAL_COMPILED_EXECUTION'] !== 'false';

/** Starts the app on a loopback port with a clock that stands still. Call `close` in `afterAll`. */
export async function startPortal(options: TestPortalOptions = {}): Promise<TestPortal> {
  const testDatabase = await databaseFor(options);
  const clock = options.beside?.clock ?? new FakeClock();
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line) => void lines.push(line) });
  const config = readConfig(options.trustedProxies === undefined ? {} : { PORTAL_TRUSTED_PROXIES: options.trustedProxies });
  const mailer = options.mailer instanceof FakeMailer ? options.mailer : new FakeMailer();
  const container = createContainer({
    database: { poolSize: 5, ...options.database, url: options.via?.(testDatabase.url) ?? testDatabase.url },
    keyring: KEYRING,
    servicingSystem: options.servicingSystem ?? noServicingSystem,
    mailer: options.mailer ?? mailer,
    publicUrl: 'https://admin.example',
    identity: { evenAnswerMs: options.evenAnswerMs ?? 1 },
    graphql: { introspection: true, compiledExecution: options.compiledExecution ?? COMPILED },
    sync: config.sync,
    enrolment: { floorMs: 0, ...options.enrolment },
    logger,
    clock,
  });
  const outbox = new RecordingOutbox(container.outbox);
  const api = await createApi(container, config, logger);
  const { port } = await api.listen('127.0.0.1', 0);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    databaseUrl: testDatabase.url,
    container,
    clock,
    story: new Story(testDatabase.database, clock),
    portal: new ApiClient(url, '/graphql', 'LogInInput'),
    admin: new ApiClient(url, '/admin/graphql', 'PlatformLogInInput'),
    outbox,
    mailer,
    deliverMail: () => deliverMail(container, mailer),
    log: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    logText: () => lines.join(''),
    statementsOf: (work) => statementsOf(container, work),
    truncate: testDatabase.truncate,
    async close() {
      await api.close();
      container.mailer.close();
      await container.userImport.close();
      await Promise.all([container.portal.stop(), container.admin.stop()]);
      await closeDatabases(container, testDatabase);
    },
  };
}

async function deliverMail({ mailDelivery }: Container, mailer: FakeMailer): Promise<SentMail[]> {
  const before = mailer.sent.length;
  await mailDelivery.deliverDue(1_000);
  return mailer.sent.slice(before);
}

async function databaseFor({ beside }: TestPortalOptions): Promise<TestDatabase> {
  if (!beside) return openTestDatabase({ poolSize: 3 });
  const database = new Database({ url: beside.databaseUrl, poolSize: 1 });
  return { database, url: beside.databaseUrl, truncate: () => beside.truncate(), close: () => database.close() };
}

async function statementsOf(container: Container, work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const stop = container.database.observe((sql) => statements.push(sql));
  try {
    await work();
  } finally {
    stop();
  }
  return statements;
}

async function closeDatabases(container: Container, testDatabase: TestDatabase): Promise<void> {
  await container.database.close();
  await testDatabase.close();
}
