import type { Logger } from 'pino';
import { readBankDirectory } from './bank-directory';
import { readConfig, type Config } from './config';
import { createContainer, type Container, type ContainerOptions } from './container';
import { localEncryptionKey } from './dev/local-encryption-key';
import { createSchema, startLocalDatabase } from './dev/local-database';
import type { ProcessRole } from './domain/sync/servicing-circuits';
import { Keyring } from './kernel/keyring';
import { createLogger } from './log';
import { AspireServicingSystem } from './servicing/aspire-servicing-system';
import { ExtractFolderServicingSystem } from './servicing/extracts/extract-folder-servicing-system';
import { noMailer } from './mailing/no-mailer';
import { SmtpMailer } from './mailing/smtp-mailer';
import { noServicingSystem } from './servicing/no-servicing-system';

/** A process of ours, ready to work. */
export interface Booted {
  config: Config;
  logger: Logger;
  container: Container;
  /** Lets go of everything boot took. */
  close(): Promise<void>;
}

/** What a caller knows better than the environment. */
export interface BootOptions {
  /** What this process does. */
  role: ProcessRole;
  config?: Config;
  /** Where to find ASPIRE's connector, for the book, too; default as configured. */
  aspire?: Config['aspire'] | undefined;
  /** The mail server; default as configured. */
  mail?: Config['mail'] | undefined;
  /** Name of the schema on the private local database. */
  localSchema?: string;
  progress?: (line: string) => void;
}

/**
 * Reads the configuration and makes the container. Without a configured database, a private local one is started and migrated.
 * @throws ConfigurationError naming everything that is wrong, lines of the file of banks included.
 */
export async function boot(options: BootOptions): Promise<Booted> {
  const config = options.config ?? readConfig();
  const banks = readBankDirectory(config.bankDirectory);
  const logger = createLogger(config.log.level);
  const mail = options.mail ?? config.mail;
  const local = config.database.url === undefined ? await startLocal(options) : undefined;
  const container = createContainer({
    database: { url: config.database.url ?? (local as LocalSchema).url, poolSize: config.database.poolSize },
    keyring: new Keyring(config.encryptionKeys ?? [localEncryptionKey()]),
    ...connectAspire({ ...config, ...(options.aspire && { aspire: options.aspire, extractFolder: undefined }) }, options.role),
    mailer: mail ? new SmtpMailer(mail) : noMailer,
    publicUrl: config.http.publicUrl ?? `http://${config.http.host}:${config.http.port}`,
    graphql: config.graphql,
    sync: config.sync,
    banks,
    logger,
  });
  if (local) await container.database.migrate();
  const close = async (): Promise<void> => {
    await container.userImport.close();
    container.mailer.close();
    await container.circuitRecorder?.close();
    await container.database.close();
    await local?.stop();
  };
  return { config, logger, container, close };
}

/** Where extracts are delivered the book comes from them; a connector beside them is for payments and checks. */
export function connectAspire(
  { aspire, extractFolder, aspireLimits }: Pick<Config, 'aspire' | 'extractFolder' | 'aspireLimits'>,
  role: ProcessRole,
): Pick<ContainerOptions, 'servicingSystem' | 'connector' | 'paymentServicing' | 'servicingTraffic'> {
  const connector = aspire && new AspireServicingSystem({ ...aspire, manners: { ...aspireLimits, patienceMs: aspire.timeoutMs } });
  const ways = connector && { paymentServicing: connector.forPayments(), servicingTraffic: { traffic: connector, role } };
  if (extractFolder === undefined) return { servicingSystem: connector ?? noServicingSystem, ...ways };
  return { servicingSystem: new ExtractFolderServicingSystem({ path: extractFolder }), ...(connector && { connector }), ...ways };
}

interface LocalSchema {
  url: string;
  stop(): Promise<void>;
}

async function startLocal({ progress, localSchema = 'portal' }: BootOptions): Promise<LocalSchema> {
  const server = await startLocalDatabase(progress ? { progress } : {});
  return { url: await createSchema(server.url, localSchema), stop: () => server.stop() };
}
