import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PROJECT = join(__dirname, '../..');

/** A program of the project that runs as a process of its own, dies at a word and is started again. */
export class WorkerProcess {
  private child: ChildProcess | undefined;

  constructor(
    private readonly script: string,
    private readonly program: { args?: readonly string[]; env?: NodeJS.ProcessEnv },
    private readonly onLine: (line: string) => void,
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
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    // A line written to a process that has just died is nobody's concern.
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) => child === this.child && this.onLine(line));
    this.child = child;
  }

  write(line: string): void {
    if (this.isAlive) this.child?.stdin?.write(`${line}\n`);
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
