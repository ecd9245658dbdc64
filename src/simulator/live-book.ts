import type { LocalDate } from '../kernel/local-date';
import { ApplicationLog } from './application-log';
import { DEFAULT_SETTINGS, type BookSettings } from './book-settings';
import { ContractIndex, type IndexedKind } from './contract-index';
import type { Counts } from './customer-plan';
import { GeneratedBook } from './generated-book';
import { Overlay, type Change } from './overlay';
import { KINDS, OID_FIELDS, type Kind, type RecordOf } from './record';

/** One entry of a change feed. */
export type FeedEntry = { sequence: number; oid: number; deleted: false; data: unknown } | { sequence: number; oid: number; deleted: true };

/** A page of a change feed. */
export interface FeedPage {
  epoch: string;
  latestSequence: number;
  changes: FeedEntry[];
  nextSince: number;
  more: boolean;
}

/** What a book is made of. */
export interface BookOptions {
  seed: number;
  contracts: number;
  asOf: LocalDate;
  settings?: Partial<BookSettings>;
}

type Overlays = { [K in Kind]: Overlay<K> };

/** The base book with everything that happened since: one change sequence, a log to go back by, and a clock. */
export class LiveBook {
  readonly base: GeneratedBook;
  /** May be changed at any time; a restore leaves them alone. */
  readonly settings: BookSettings;
  readonly applications = new ApplicationLog();
  private readonly index = new ContractIndex();
  private readonly overlays: Overlays;
  private readonly log: Change[] = [];
  private readonly clocks: { today: LocalDate; sequence: number }[];
  private readonly nextOids: Record<Kind, number>;
  private readonly savedSchedulesAtStart: boolean;
  private sequence: number;
  private life = 1;

  constructor(private readonly options: BookOptions) {
    this.settings = { ...DEFAULT_SETTINGS, ...options.settings };
    this.savedSchedulesAtStart = this.settings.savesAmortizationSchedules;
    this.base = new GeneratedBook(options.seed, options.contracts, options.asOf, this.savedSchedulesAtStart);
    this.sequence = this.base.lastSequence;
    this.overlays = Object.fromEntries(KINDS.map((kind) => [kind, new Overlay<typeof kind>()])) as unknown as Overlays;
    this.nextOids = Object.fromEntries(KINDS.map((kind) => [kind, this.base.nextOid(kind)])) as Record<Kind, number>;
    this.clocks = [{ sequence: 0, today: options.asOf }];
  }

  get latestSequence(): number {
    return this.sequence;
  }

  /** Names this life of this book: the same options give the same first epoch, each restore the next one. */
  get epoch(): string {
    const { seed, contracts, asOf } = this.options;
    return `book-${seed}-${contracts}-${asOf}${this.savedSchedulesAtStart ? '' : '-without-schedules'}-${this.life}`;
  }

  /** The day it is in the book. */
  get today(): LocalDate {
    return this.clocks[this.clocks.length - 1]?.today ?? this.options.asOf;
  }

  /** Moves the day of the book; a restore to before this moment moves it back. */
  setToday(today: LocalDate): void {
    this.clocks.push({ today, sequence: this.sequence });
  }

  /** The record as it is now; `undefined` when it never was or is deleted. */
  get<K extends Kind>(kind: K, oid: number): RecordOf[K] | undefined {
    const change = this.overlays[kind].get(oid);
    return change ? change.data : this.base.record(kind, oid);
  }

  /** An oid never used before; not even a restore brings one back. */
  takeOid(kind: Kind): number {
    return this.nextOids[kind]++;
  }

  /** Creates or replaces a record. */
  put<K extends Kind>(kind: K, oid: number, data: RecordOf[K]): Change<K> {
    this.nextOids[kind] = Math.max(this.nextOids[kind], oid + 1);
    return this.apply({ kind, sequence: ++this.sequence, oid, data });
  }

  /** Deletes a record, leaving a tombstone in the feed. */
  remove<K extends Kind>(kind: K, oid: number): Change<K> {
    return this.apply({ kind, sequence: ++this.sequence, oid, data: undefined });
  }

  /** What changed after `since`, at most `limit` records, each once with its latest change. */
  page(kind: Kind, since: number, limit: number): FeedPage {
    const changes: FeedEntry[] = [];
    let more = false;
    for (const entry of this.walk(kind, since)) {
      if (changes.length === limit) {
        more = true;
        break;
      }
      changes.push(entry);
    }
    return { epoch: this.epoch, latestSequence: this.sequence, changes, nextSince: changes[changes.length - 1]?.sequence ?? since, more };
  }

  /** The records changed since the base book that exist now. */
  changed<K extends Kind>(kind: K): Generator<[oid: number, data: RecordOf[K]]> {
    return this.overlays[kind].live();
  }

  /** Whether the base book's record has been changed or deleted since. */
  isChanged(kind: Kind, oid: number): boolean {
    return this.overlays[kind].has(oid);
  }

  /** The records passing the test among those of the given customers of the base book and everything changed since. */
  near<K extends Kind>(kind: K, homes: Iterable<number | undefined>, test: (record: RecordOf[K]) => boolean): RecordOf[K][] {
    const found = this.unchangedOf(kind, homes, test);
    for (const [, record] of this.changed(kind)) if (test(record)) found.push(record);
    return found;
  }

  /** Like `near` for one contract, by an index: costs no more than that contract's customer, however much of the book has changed. */
  on<K extends IndexedKind>(kind: K, contractOid: number, test: (record: RecordOf[K]) => boolean): RecordOf[K][] {
    const found = this.unchangedOf(kind, [this.base.customerOf('contracts', contractOid)], test);
    for (const oid of this.index.of(kind, contractOid)) {
      const record = this.get(kind, oid);
      if (record && test(record)) found.push(record);
    }
    return found;
  }

  private unchangedOf<K extends Kind>(kind: K, homes: Iterable<number | undefined>, test: (record: RecordOf[K]) => boolean): RecordOf[K][] {
    const found: RecordOf[K][] = [];
    for (const home of new Set(homes)) {
      if (home === undefined) continue;
      for (const record of this.base.block(home).records(kind)) {
        const oid = (record as unknown as Record<string, number>)[OID_FIELDS[kind]] ?? 0;
        if (!this.isChanged(kind, oid) && test(record)) found.push(record);
      }
    }
    return found;
  }

  /** Every record that exists now; on a large book this is long. */
  *all<K extends Kind>(kind: K): Generator<[oid: number, data: RecordOf[K]]> {
    for (const entry of this.base.all(kind)) if (!this.isChanged(kind, entry[0])) yield entry;
    yield* this.changed(kind);
  }

  /** How many records of each kind exist now. */
  counts(): Counts {
    const counts = { ...this.base.counts };
    for (const kind of KINDS) {
      for (const change of this.overlays[kind].changes) {
        const inBase = this.base.customerOf(kind, change.oid) !== undefined;
        counts[kind] += Number(change.data !== undefined) - Number(inBase);
      }
    }
    return counts;
  }

  /** Whether a restore to that sequence is possible. */
  canRestore(toSequence: number): boolean {
    return toSequence >= this.base.lastSequence && toSequence <= this.sequence;
  }

  /** Goes back to the state at a sequence, or to the base book with its clock, and starts another epoch unless told to keep this one. */
  restore(toSequence?: number, { keepEpoch = false } = {}): void {
    const target = toSequence ?? this.base.lastSequence;
    for (const kind of KINDS) this.overlays[kind].clear();
    this.index.clear();
    this.applications.restore(target);
    const kept = this.log.filter((change) => change.sequence <= target);
    this.log.length = 0;
    for (const change of kept) this.apply(change);
    const clocks = this.clocks.filter((clock, index) => index === 0 || (toSequence !== undefined && clock.sequence <= target));
    this.clocks.splice(0, this.clocks.length, ...clocks);
    this.sequence = target;
    if (!keepEpoch) this.life++;
  }

  private apply<K extends Kind>(change: Change<K>): Change<K> {
    this.log.push(change);
    if (change.data) this.index.note(change.kind, change.oid, change.data);
    (this.overlays[change.kind] as unknown as Overlay<K>).set(change);
    return change;
  }

  private *walk(kind: Kind, since: number): Generator<FeedEntry> {
    for (const { sequence, oid, data } of this.base.walk(kind, since)) {
      if (!this.isChanged(kind, oid)) yield { sequence, oid, deleted: false, data };
    }
    for (const { sequence, oid, data } of this.overlays[kind].walk(since)) {
      yield data === undefined ? { sequence, oid, deleted: true } : { sequence, oid, deleted: false, data };
    }
  }
}
