import 'reflect-metadata';
import { readConfig } from '../../src/config';
import { createContainer } from '../../src/container';
import { createLogger } from '../../src/log';
import { noMailer } from '../../src/mailing/no-mailer';
import { AspireServicingSystem } from '../../src/servicing/aspire-servicing-system';
import { FakeClock } from './fake-clock';
import { KEYRING } from './portal';

/**
 * A worker of its own process that works one round off and says where it is when it hands a payment over, to be killed there:
 * `node hand-over-child.ts <database> <connector> <token> <instant> <moment>`. `BEFORE` the call and `AFTER` its answer it waits for ever.
 */
async function main([databaseUrl = '', url = '', token = '', instant = '', moment = '']: string[]): Promise<void> {
  const system = new AspireServicingSystem({ url, token });
  const put = system.putAlternateEft.bind(system);
  const say = (word: string): void => void process.stdout.write(`${word}\n`);
  const wait = (): Promise<never> => new Promise(() => setInterval(() => undefined, 1_000));
  system.putAlternateEft = async (...given) => {
    say(moment);
    if (moment === 'BEFORE') return wait();
    const answer = await put(...given);
    say('ANSWERED');
    return moment === 'AFTER' ? wait() : answer;
  };
  const container = createContainer({
    database: { url: databaseUrl, poolSize: 3 },
    keyring: KEYRING,
    servicingSystem: system,
    mailer: noMailer,
    publicUrl: 'https://admin.example',
    graphql: { introspection: false, compiledExecution: false },
    sync: readConfig({}).sync,
    logger: createLogger('silent'),
    clock: new FakeClock(instant),
  });
  await container.paymentHandOver.work();
  await container.database.close();
}

void main(process.argv.slice(2));
