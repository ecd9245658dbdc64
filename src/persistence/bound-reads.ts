import { AsyncLocalStorage } from 'node:async_hooks';
import type { PoolConnection } from 'mysql2';

/** Binds what a piece of work reads to one connection, however deep in it the reading is done. */
export class BoundReads {
  private readonly storage = new AsyncLocalStorage<{ connection: PoolConnection | undefined }>();
  private running = 0;

  /** The connection that whoever asks is bound to; undefined outside of `run`, and for what outlasts it. */
  get connection(): PoolConnection | undefined {
    return this.storage.getStore()?.connection;
  }

  async run<Result>(connection: PoolConnection, work: () => Promise<Result>): Promise<Result> {
    const binding: { connection: PoolConnection | undefined } = { connection };
    this.running += 1;
    try {
      return await this.storage.run(binding, work);
    } finally {
      binding.connection = undefined;
      this.running -= 1;
      // Left switched on, it would make every promise of the process dearer from the first use on.
      if (this.running === 0) this.storage.disable();
    }
  }
}
