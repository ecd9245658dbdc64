import { Fault } from '../kernel/fault';

const LEAST = { MariaDB: [10, 11], MySQL: [8, 0] } as const;

/**
 * Refuses a database server that is too old for our statements. `version` is what `SELECT VERSION()` answers, for example `10.11.19-MariaDB-log`.
 * @throws Fault CONFLICT naming the server and what is needed.
 */
export function assertSupportedServer(version: string): void {
  const server = version.includes('MariaDB') ? 'MariaDB' : 'MySQL';
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)\.\d+(?:-MariaDB)?/.exec(version.replace(/^5\.5\.5-/, '')) ?? []).slice(1).map(Number);
  const [leastMajor, leastMinor] = LEAST[server];
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new Fault('CONFLICT', `${server} ${major}.${minor} is too old: the portal needs MariaDB 10.11 or MySQL 8.0, or later.`);
}
