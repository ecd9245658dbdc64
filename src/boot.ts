import type { Logger } from 'pino';
import { readBankDirectory } from './bank-directory';
import { readConfig, type Config } from './config';
import { createContainer, type Container } from './container';
import { localEncryptionKey } from './dev/local-encryption-key';
import { createSchema, startLocalDatabase } from './dev/local-database';
import type { ProcessRole } from './domain/sync/servicing-circuits';
import { Keyring } from './kernel/keyring';
import { createLogger } from './log';
import { AspireServicingSystem } from './servicing/aspire-servicing-system';
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
  /** Where to find ASPIRE's connector; default as configured. */
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
  const aspire = options.aspire ?? config.aspire;
  const mail = options.mail ?? config.mail;
  const local = config.database.url === undefined ? await startLocal(options) : undefined;
  const container = createContainer({
    database: { url: config.database.url ?? (local as LocalSchema).url, poolSize: config.database.poolSize },
    keyring: new Keyring(config.encryptionKeys ?? [localEncryptionKey()]),
    ...servicingParts(aspire, config, options.role),
    mailer: mail ? new SmtpMailer(mail) : noMailer,
    publicUrl: config.http.publicUrl ?? `http://${config.http.host}:${config.http.port}`,
    graphql: config.graphql,
    sync: config.sync,
    banks,
    logger,
  });
  if (local) await container.database.migrate();
  const close = async (): Promise<void> => {
    await container.backgroundSync.close();
    await container.userImport.close();
    container.mailer.close();
    await container.circuitRecorder?.close();
    await container.database.close();
    await local?.stop();
  };
  return { config, logger, container, close };
}

function servicingParts(aspire: Config['aspire'], { aspireLimits }: Config, role: ProcessRole) {
  if (!aspire) return { servicingSystem: noServicingSystem };
  const system = new AspireServicingSystem({ ...aspire, manners: { ...aspireLimits, patienceMs: aspire.timeoutMs } });
  return { servicingSystem: system, paymentServicing: system.forPayments(), servicingTraffic: { traffic: system, role } };
}

interface LocalSchema {
  url: string;
  stop(): Promise<void>;
}

async function startLocal({ progress, localSchema = 'portal' }: BootOptions): Promise<LocalSchema> {
  const server = await startLocalDatabase(progress ? { progress } : {});
  return { url: await createSchema(server.url, localSchema), stop: () => server.stop() };
}
