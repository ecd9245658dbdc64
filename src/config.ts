import { isIP } from 'node:net';
import { z } from 'zod';
import { KEY_BYTES, type NamedKey } from './kernel/keyring';

/** The whole configuration, parsed once at boot and handed down as plain values. */
export interface Config {
  readonly production: boolean;
  readonly database: {
    /** Undefined (never in production): use the private local server. */
    readonly url: string | undefined;
    readonly poolSize: number;
  };
  /** The first seals, all open. Undefined (never in production): a key of this folder's own. */
  readonly encryptionKeys: readonly NamedKey[] | undefined;
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** Where the worker answers health checks and tells its metrics; undefined for nowhere. */
    readonly workerPort: number | undefined;
    /** Addresses and CIDR blocks, or how many proxies stand in front. Empty: believe no forwarding header. */
    readonly trustedProxies: readonly string[] | number;
    readonly publicUrl: string | undefined;
    readonly maxBodyBytes: number;
    readonly shutdownGraceMs: number;
    readonly metricsToken: string | undefined;
  };
  readonly graphql: { readonly explorer: boolean; readonly introspection: boolean; readonly compiledExecution: boolean };
  /** Undefined (in production only beside a folder of extracts): no connector configured. */
  readonly aspire: { readonly url: string; readonly token: string; readonly timeoutMs: number } | undefined;
  /** Where ASPIRE's extracts are delivered; the book comes from there then, and the connector is for payments and checks. */
  readonly extractFolder: string | undefined;
  /** How much one process asks of ASPIRE at most. */
  readonly aspireLimits: { readonly callsAtOnce: number; readonly callsPerSecond: number };
  /** Undefined (never in production): mails stay in the outbox. */
  readonly mail: { readonly url: string; readonly from: MailSender } | undefined;
  /** A CSV file `routing,name`; undefined for none. */
  readonly bankDirectory: string | undefined;
  readonly sync: {
    /** Between two pulls of the kinds that are pulled often. */
    readonly everyMinutes: number;
    /** When the daily kinds start, in minutes after local midnight, and over how many minutes that is spread. */
    readonly dailyAtMinutes: number;
    readonly dailySpreadMinutes: number;
    readonly timeZone: string;
    readonly pageSize: number;
    /** A pull that would remove a larger share of a kind, in percent, is refused unless that was accepted. */
    readonly removalLimitPercent: number;
    /** Kinds that one process pulls at the same time. */
    readonly kindsAtOnce: number;
    /** Users are told that their data is late when it was not synced for longer. */
    readonly delayedAfterMinutes: number;
  };
  readonly log: { readonly level: LogLevel };
  /** Names beginning with PORTAL_ that mean nothing here: misspelt, most likely. Worth a warning. */
  readonly unknownVariables: readonly string[];
}

/** Whom mails come from. */
export interface MailSender {
  /** Empty when none was given. */
  readonly name: string;
  readonly address: string;
}

export type LogLevel = (typeof logLevels)[number];

/** The configuration is unusable. The message lists every variable at fault and never repeats a secret. */
export class ConfigurationError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(['The configuration is not usable:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'ConfigurationError';
  }
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

interface Variable<T> {
  readonly schema: z.ZodType<T, string>;
  /** Completes "expected …". */
  readonly expected: string;
  /** Its value, or a part of it, must not show up in messages. */
  readonly secret?: true;
}

/** Every variable there is. `.env.example` lists the same ones; a test holds the two together. */
const variables = {
  PORTAL_DATABASE_URL: url(['mysql:', 'mariadb:'], 'mysql://user:password@host:3306/schema', true),
  PORTAL_DATABASE_POOL_SIZE: integer(1, 500),
  PORTAL_ENCRYPTION_KEYS: {
    schema: z.string().transform(asKeys),
    expected: 'name:key, the newest first, separated by commas; a key is 32 bytes in base64 (openssl rand -base64 32)',
    secret: true,
  },
  PORTAL_HOST: text(/^\S+$/, 'an address to listen on, such as 127.0.0.1 or 0.0.0.0'),
  PORTAL_PORT: integer(0, 65_535),
  PORTAL_WORKER_PORT: integer(0, 65_535),
  PORTAL_TRUSTED_PROXIES: {
    schema: z.string().transform(asProxies),
    expected: 'addresses or CIDR blocks separated by commas, or the number of proxies (1 to 9)',
  },
  PORTAL_PUBLIC_URL: url(['http:', 'https:'], 'https://portal.example.com'),
  PORTAL_ASPIRE_URL: url(['http:', 'https:'], 'https://connector.example.com', true),
  PORTAL_ASPIRE_TOKEN: text(/^[\x21-\x7e]+$/, 'a token of visible ASCII characters', true),
  PORTAL_ASPIRE_TIMEOUT_MS: integer(100, 600_000),
  PORTAL_EXTRACT_FOLDER: text(/^\S(.*\S)?$/, 'the path of the folder that extracts are delivered into'),
  PORTAL_ASPIRE_CONCURRENCY: integer(2, 100),
  PORTAL_ASPIRE_RATE_PER_SECOND: integer(1, 1_000),
  PORTAL_SMTP_URL: url(['smtp:', 'smtps:'], 'smtps://user:password@mail.example.com:465', true),
  PORTAL_MAIL_FROM: {
    schema: z.string().transform(asSender),
    expected: 'an address to send mails from, such as portal@example.com or "Customer portal <portal@example.com>"',
  },
  PORTAL_BANK_DIRECTORY: text(/^\S(.*\S)?$/, 'the path of a CSV file whose first line is routing,name'),
  PORTAL_SYNC_EVERY_MINUTES: integer(1, 1_440),
  PORTAL_SYNC_DAILY_AT: {
    schema: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .transform((given) => Number(given.slice(0, 2)) * 60 + Number(given.slice(3))),
    expected: 'a time of the day such as 04:00',
  },
  PORTAL_SYNC_DAILY_SPREAD_MINUTES: integer(0, 720),
  PORTAL_TIME_ZONE: { schema: z.string().refine(isTimeZone), expected: 'an IANA time zone, such as America/Chicago' },
  PORTAL_SYNC_PAGE_SIZE: integer(1, 5_000),
  PORTAL_SYNC_REMOVAL_LIMIT_PERCENT: integer(1, 100),
  PORTAL_SYNC_KINDS_AT_ONCE: integer(1, 10),
  PORTAL_SYNC_DELAYED_AFTER_MINUTES: integer(1, 10_080),
  PORTAL_LOG_LEVEL: { schema: z.enum(logLevels), expected: `one of ${logLevels.join(', ')}` } as Variable<LogLevel>,
  PORTAL_EXPLORER: boolean(),
  PORTAL_INTROSPECTION: boolean(),
  PORTAL_COMPILED_EXECUTION: boolean(),
  PORTAL_SHUTDOWN_GRACE_MS: integer(0, 600_000),
  PORTAL_MAX_BODY_BYTES: integer(1_024, 16_777_216),
  PORTAL_METRICS_TOKEN: text(/^[\x21-\x7e]{16,}$/, 'a token of at least 16 visible ASCII characters', true),
} satisfies Record<string, Variable<unknown>>;

type Name = keyof typeof variables;
type Value<N extends Name> = z.output<(typeof variables)[N]['schema']>;

/** Reads one variable, or gives the fallback where it is not set. */
type Read = <N extends Name, D extends Value<N> | undefined>(name: N, fallback: D) => Value<N> | D;

const REQUIRED_IN_PRODUCTION = [
  'PORTAL_DATABASE_URL',
  'PORTAL_ENCRYPTION_KEYS',
  'PORTAL_PUBLIC_URL',
  'PORTAL_ASPIRE_URL',
  'PORTAL_ASPIRE_TOKEN',
  'PORTAL_SMTP_URL',
  'PORTAL_MAIL_FROM',
] as const satisfies Name[];

/** Not required where extracts are delivered: the portal then works, without payments. */
const ONLY_WITHOUT_EXTRACTS: readonly Name[] = ['PORTAL_ASPIRE_URL', 'PORTAL_ASPIRE_TOKEN'];

/** One of a pair wants the other. */
const TOGETHER = [
  ['PORTAL_ASPIRE_URL', 'PORTAL_ASPIRE_TOKEN'],
  ['PORTAL_SMTP_URL', 'PORTAL_MAIL_FROM'],
] as const satisfies [Name, Name][];

/** The names of all variables. */
export const variableNames = Object.keys(variables) as readonly Name[];

/** Parses the environment; throws a ConfigurationError that names everything wrong with it at once. A variable set to nothing counts as not set. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = [];
  const production = env['NODE_ENV'] === 'production';
  const read: Read = (name, fallback) => {
    const given = env[name]?.trim();
    if (given === undefined || given === '') return fallback;
    const variable: Variable<unknown> = variables[name];
    const result = variable.schema.safeParse(given);
    if (result.success) return result.data as Value<typeof name>;
    faults.push(`${name}${variable.secret ? ' (value not shown)' : `=${given}`} is not valid; expected ${variable.expected}.`);
    return fallback;
  };
  faults.push(...missing(env, production));
  const aspireUrl = read('PORTAL_ASPIRE_URL', undefined);
  const aspireToken = read('PORTAL_ASPIRE_TOKEN', undefined);
  const timeoutMs = read('PORTAL_ASPIRE_TIMEOUT_MS', 15_000);
  const smtpUrl = read('PORTAL_SMTP_URL', undefined);
  const mailFrom = read('PORTAL_MAIL_FROM', undefined);
  const config: Config = {
    production,
    database: { url: read('PORTAL_DATABASE_URL', undefined), poolSize: read('PORTAL_DATABASE_POOL_SIZE', 10) },
    encryptionKeys: read('PORTAL_ENCRYPTION_KEYS', undefined),
    http: {
      host: read('PORTAL_HOST', '127.0.0.1'),
      port: read('PORTAL_PORT', 4000),
      workerPort: read('PORTAL_WORKER_PORT', undefined),
      trustedProxies: read('PORTAL_TRUSTED_PROXIES', []),
      publicUrl: read('PORTAL_PUBLIC_URL', undefined),
      maxBodyBytes: read('PORTAL_MAX_BODY_BYTES', 262_144),
      shutdownGraceMs: read('PORTAL_SHUTDOWN_GRACE_MS', 10_000),
      metricsToken: read('PORTAL_METRICS_TOKEN', undefined),
    },
    graphql: {
      explorer: read('PORTAL_EXPLORER', !production),
      introspection: read('PORTAL_INTROSPECTION', !production),
      compiledExecution: read('PORTAL_COMPILED_EXECUTION', true),
    },
    aspire: aspireUrl !== undefined && aspireToken !== undefined ? { url: aspireUrl, token: aspireToken, timeoutMs } : undefined,
    extractFolder: read('PORTAL_EXTRACT_FOLDER', undefined),
    aspireLimits: {
      callsAtOnce: read('PORTAL_ASPIRE_CONCURRENCY', 4),
      callsPerSecond: read('PORTAL_ASPIRE_RATE_PER_SECOND', 20),
    },
    mail: smtpUrl !== undefined && mailFrom !== undefined ? { url: smtpUrl, from: mailFrom } : undefined,
    bankDirectory: read('PORTAL_BANK_DIRECTORY', undefined),
    sync: readSync(read),
    log: { level: read('PORTAL_LOG_LEVEL', 'info') },
    unknownVariables: Object.keys(env).filter((name) => name.startsWith('PORTAL_') && !(name in variables)),
  };
  if (faults.length > 0) throw new ConfigurationError(faults);
  return config;
}

function readSync(read: Read): Config['sync'] {
  return {
    everyMinutes: read('PORTAL_SYNC_EVERY_MINUTES', 15),
    dailyAtMinutes: read('PORTAL_SYNC_DAILY_AT', 4 * 60),
    dailySpreadMinutes: read('PORTAL_SYNC_DAILY_SPREAD_MINUTES', 15),
    timeZone: read('PORTAL_TIME_ZONE', 'America/Chicago'),
    pageSize: read('PORTAL_SYNC_PAGE_SIZE', 1_000),
    removalLimitPercent: read('PORTAL_SYNC_REMOVAL_LIMIT_PERCENT', 20),
    kindsAtOnce: read('PORTAL_SYNC_KINDS_AT_ONCE', 3),
    delayedAfterMinutes: read('PORTAL_SYNC_DELAYED_AFTER_MINUTES', 45),
  };
}

/** What must be set and is not: in production, and of pairs of which one is set. */
function missing(env: NodeJS.ProcessEnv, production: boolean): string[] {
  const faults: string[] = [];
  const require = (name: Name, why: string) => {
    if ((env[name] ?? '').trim() === '') faults.push(`${name} is missing (${why}); expected ${variables[name].expected}.`);
  };
  const hasExtracts = (env['PORTAL_EXTRACT_FOLDER'] ?? '').trim() !== '';
  const required: readonly Name[] = production
    ? REQUIRED_IN_PRODUCTION.filter((name) => !hasExtracts || !ONLY_WITHOUT_EXTRACTS.includes(name))
    : [];
  for (const name of required) require(name, 'required in production');
  for (const [one, other] of TOGETHER) {
    if (env[one] && !required.includes(other)) require(other, `${one} is set`);
    if (env[other] && !required.includes(one)) require(one, `${other} is set`);
  }
  return faults;
}

function integer(least: number, most: number): Variable<number> {
  const schema = z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
  return { schema, expected: `a whole number from ${least} to ${most}` };
}

function boolean(): Variable<boolean> {
  return { schema: z.enum(['true', 'false', '1', '0']).transform((given) => given === 'true' || given === '1'), expected: 'true or false' };
}

function text(pattern: RegExp, expected: string, secret?: true): Variable<string> {
  return { schema: z.string().regex(pattern), expected, ...(secret && { secret }) };
}

function url(protocols: readonly string[], example: string, secret?: true): Variable<string> {
  const schema = z
    .string()
    .refine((given) => URL.canParse(given) && protocols.includes(new URL(given).protocol) && new URL(given).host !== '');
  return {
    schema: schema.transform((given) => given.replace(/\/+$/, '')),
    expected: `a URL such as ${example}`,
    ...(secret && { secret }),
  };
}

function isTimeZone(given: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: given });
    return true;
  } catch {
    return false;
  }
}

function asKeys(given: string, context: z.RefinementCtx): readonly NamedKey[] {
  const keys = given.split(',').map((entry) => {
    const [, id = '', text = ''] = /^([a-z0-9-]{1,16}):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry.trim()) ?? [];
    return { id, key: Buffer.from(text, 'base64') };
  });
  const isUsable =
    keys.every(({ id, key }) => id !== '' && key.length === KEY_BYTES) && new Set(keys.map(({ id }) => id)).size === keys.length;
  if (!isUsable) context.addIssue({ code: 'custom' });
  return keys;
}

function asSender(given: string, context: z.RefinementCtx): MailSender {
  const [, name = '', address = given] = /^"?([^"<>\p{Cc}]*?)"?\s*<([^<>]+)>$/u.exec(given) ?? [];
  if (!/^[^\s@<>(),;:"\\\p{Cc}]+@[^\s@<>(),;:"\\\p{Cc}]+$/u.test(address)) context.addIssue({ code: 'custom' });
  return { name, address };
}

function asProxies(given: string, context: z.RefinementCtx): readonly string[] | number {
  if (/^[1-9]$/.test(given)) return Number(given);
  const blocks = given.split(',').map((block) => block.trim());
  if (!blocks.every(isAddressBlock)) context.addIssue({ code: 'custom' });
  return blocks;
}

function isAddressBlock(block: string): boolean {
  const [address = '', prefix, ...rest] = block.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}
