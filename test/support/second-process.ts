import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ApiClient } from './portal';

/** The real program as an operating-system process of its own, on the database of a test. */
export interface SecondProcess {
  portal: ApiClient;
  admin: ApiClient;
  stop(): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
}

/** Starts `main` with these settings beside the usual ones, and waits until it listens. */
export async function startSecondProcess(databaseUrl: string, settings: NodeJS.ProcessEnv = {}): Promise<SecondProcess> {
  const root = join(__dirname, '../..');
  const child = spawn(process.execPath, ['-r', '@swc-node/register', join(root, 'src/main.ts')], {
    cwd: root,
    env: {
      ...process.env,
      PORTAL_DATABASE_URL: databaseUrl,
      PORTAL_HOST: '127.0.0.1',
      PORTAL_PORT: '0',
      PORTAL_LOG_LEVEL: 'info',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The second process ended with ${code}.`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as { msg?: string; port?: number };
      if (entry.msg === 'listening' && entry.port !== undefined) resolve(entry.port);
    });
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    portal: new ApiClient(url, '/graphql', 'LogInInput'),
    admin: new ApiClient(url, '/admin/graphql', 'PlatformLogInInput'),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}
