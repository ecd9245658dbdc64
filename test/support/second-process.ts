import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ApiClient } from './portal';

/** A program of ours as an operating-system process of its own, on the database of a test. */
interface Program {
  url: string;
  /** Ends it in good order; resolves to its exit code. */
  stop(): Promise<number | null>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<number | null>;
}

/** The real API in a process of its own. */
export interface SecondProcess {
  portal: ApiClient;
  admin: ApiClient;
  stop(): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
}

/** Starts `main` with these settings beside the usual ones, and waits until it listens. */
export async function startSecondProcess(databaseUrl: string, settings: NodeJS.ProcessEnv = {}): Promise<SecondProcess> {
  const { url, stop, kill } = await startProgram('main', databaseUrl, settings);
  return {
    portal: new ApiClient(url, '/graphql', 'LogInInput'),
    admin: new ApiClient(url, '/admin/graphql', 'PlatformLogInInput'),
    stop: async () => void (await stop()),
    kill: async () => void (await kill()),
  };
}

/** Starts a program with these settings beside the usual ones, and waits until it listens. */
export async function startProgram(program: 'main' | 'worker', databaseUrl: string, settings: NodeJS.ProcessEnv = {}): Promise<Program> {
  const root = join(__dirname, '../..');
  const child = spawn(process.execPath, ['-r', '@swc-node/register', join(root, `src/${program}.ts`)], {
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
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The second process ended with ${code}.`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as { msg?: string; port?: number };
      if (entry.msg === 'listening' && entry.port !== undefined) resolve(entry.port);
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
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
