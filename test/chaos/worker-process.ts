import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const PROJECT = join(__dirname, '../..');

/** A program of the project that runs as a process of its own, dies at a word and is started again. */
export class WorkerProcess {
  private child: ChildProcess | undefined;

  constructor(
    private readonly script: string,
    private readonly program: { args?: readonly string[]; env?: NodeJS.ProcessEnv },
  ) {}

  /** Undefined before the first start. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  get isAlive(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  start(): void {
    const child = spawn(process.execPath, ['-r', '@swc-node/register', join(PROJECT, this.script), ...(this.program.args ?? [])], {
      cwd: PROJECT,
      env: { ...process.env, ...this.program.env },
      // It ends when its standard input does: whoever started it is gone then.
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    this.child = child;
  }

  /** Ends it as a power cut would; resolves when it is gone. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (!child || !this.isAlive) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}
