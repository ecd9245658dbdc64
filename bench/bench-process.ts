import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Question, Reply } from './bench-answer';
import { compiled } from './compiled';

/** A process of its own that a bench measures: one of our files (by its path in the project), asked by messages. */
export class BenchProcess {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  private asked = 0;

  constructor(
    private readonly file: string,
    options: { nodeOptions?: readonly string[]; env?: Record<string, string>; tell?: (line: string) => void } = {},
  ) {
    this.child = fork(compiled(file), [], {
      execArgv: [...(options.nodeOptions ?? [])],
      env: { ...process.env, ...options.env, TZ: 'UTC' },
      // Logs are written as in operation, but read by nobody.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child.on('message', (reply: Reply) => {
      if ('progress' in reply) return options.tell?.(reply.progress);
      const { resolve, reject } = this.waiting.get(reply.id) ?? {};
      this.waiting.delete(reply.id);
      if (reply.failure === undefined) resolve?.(reply.value);
      else reject?.(new Error(`${file}: ${reply.failure}`));
    });
    this.child.once('exit', (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`${file} ended with exit code ${code} before it answered.`));
    });
  }

  /** @throws Error with the process's words when it fails or ends. */
  ask<Answer>(name: string, details?: unknown): Promise<Answer> {
    const id = ++this.asked;
    return new Promise<unknown>((resolve, reject) => {
      if (this.child.exitCode !== null) return reject(new Error(`${this.file} has ended.`));
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, name, details } satisfies Question);
    }) as Promise<Answer>;
  }

  /** The most memory the process ever held, in MiB. Linux only. */
  peakMemoryMb(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    const patience = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(patience);
  }
}
