import { SYNC_KINDS } from '../../src/persistence/entities/sync.entity';

/** A record as the connector protocol writes it. */
export type BookRecord = Record<string, unknown>;

interface FeedChange {
  sequence: number;
  oid: number;
  deleted: boolean;
  data?: BookRecord;
}

interface ControlChange {
  kind: string;
  oid: number;
  deleted: boolean;
  data?: BookRecord;
}

/** What the control endpoint answers to an event. */
interface ControlAnswer {
  latestSequence: number;
  count: number;
  changes: ControlChange[];
}

const PAGE = 1_000;

/** The simulated servicing system over HTTP: what it holds, and what is done to it. */
export class SimulatedBook {
  private readonly kinds = new Map<string, Map<number, BookRecord>>();
  private readonly followers: ((kind: string, oid: number, data: BookRecord) => void)[] = [];

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Calls back with every record as it is now and with each one that changes later, before any worker can have read it by much. */
  follow(follower: (kind: string, oid: number, data: BookRecord) => void): void {
    this.followers.push(follower);
  }

  /** The records of a kind by their oids, as of the last `refresh` and all that was done since. */
  of(kind: string): ReadonlyMap<number, BookRecord> {
    return this.kinds.get(kind) ?? new Map<number, BookRecord>();
  }

  /** Reads everything anew; not while a fault is on. */
  async refresh(): Promise<void> {
    for (const kind of SYNC_KINDS) {
      this.kinds.set(kind, new Map());
      for await (const { oid, data } of this.feed(kind)) this.note({ kind, oid, deleted: false, data });
    }
  }

  /** A kind's feed from its beginning, page by page, without what was deleted. */
  async *feed(kind: string): AsyncGenerator<{ oid: number; data: BookRecord }> {
    for (let since: number | undefined = 0; since !== undefined;) {
      const page: { changes: FeedChange[]; nextSince: number; more: boolean } = await this.ask(
        `/connector/v1/changes/${kind}?since=${since}&limit=${PAGE}`,
      );
      for (const { oid, deleted, data } of page.changes) if (!deleted && data) yield { oid, data };
      since = page.more ? page.nextSince : undefined;
    }
  }

  /** Has something happen; what it changed is known here at once. */
  async event(body: BookRecord): Promise<void> {
    const { changes } = await this.ask<ControlAnswer>('/control/events', body);
    for (const change of changes) this.note(change);
  }

  put(kind: string, data: BookRecord): Promise<void> {
    return this.event({ type: 'put', kind, data });
  }

  /** Moves the day; `refresh` afterwards. */
  async advance(days: number): Promise<void> {
    await this.ask('/control/advance', { days });
  }

  /** Goes back to where the book stood at a sequence, under a new epoch; `refresh` afterwards. */
  async restore(toSequence: number): Promise<void> {
    await this.ask('/control/restore', { toSequence });
  }

  async fault(body: object): Promise<void> {
    await this.ask('/control/faults', body);
  }

  async latestSequence(): Promise<number> {
    return (await this.ask<{ latestSequence: number }>('/control/book')).latestSequence;
  }

  private note({ kind, oid, deleted, data }: ControlChange): void {
    const records = this.kinds.get(kind);
    if (deleted || !data) return void records?.delete(oid);
    records?.set(oid, data);
    for (const follower of this.followers) follower(kind, oid, data);
  }

  private async ask<Answer>(path: string, body?: object): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The simulator answered ${response.status} to ${path} ${JSON.stringify(body)}: ${text}`);
    return JSON.parse(text) as Answer;
  }
}
