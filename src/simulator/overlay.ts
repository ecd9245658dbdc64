import type { Kind, RecordOf } from './record';

/** A change of one record, as the feeds tell it. */
export interface Change<K extends Kind = Kind> {
  kind: K;
  sequence: number;
  oid: number;
  /** The record as it became; `undefined` where it was deleted. */
  data: RecordOf[K] | undefined;
}

/** The latest change of each record of a kind that has changed since the base book, in the order of their sequences. */
export class Overlay<K extends Kind> {
  private readonly latest = new Map<number, Change<K>>();
  /** Every change ever made, ascending; those superseded are skipped and dropped when they are the most. */
  private order: Change<K>[] = [];

  get(oid: number): Change<K> | undefined {
    return this.latest.get(oid);
  }

  has(oid: number): boolean {
    return this.latest.has(oid);
  }

  set(change: Change<K>): void {
    this.latest.set(change.oid, change);
    this.order.push(change);
    if (this.order.length > 64 && this.order.length > this.latest.size * 2) this.order = this.order.filter((one) => this.isLatest(one));
  }

  clear(): void {
    this.latest.clear();
    this.order = [];
  }

  /** The records that exist. */
  *live(): Generator<[oid: number, data: RecordOf[K]]> {
    for (const change of this.latest.values()) if (change.data !== undefined) yield [change.oid, change.data];
  }

  get changes(): Iterable<Change<K>> {
    return this.latest.values();
  }

  /** The latest changes after a sequence, ascending. */
  *walk(since: number): Generator<Change<K>> {
    let low = 0;
    let high = this.order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.order[middle]?.sequence ?? 0) <= since) low = middle + 1;
      else high = middle;
    }
    for (let place = low; place < this.order.length; place++) {
      const change = this.order[place];
      if (change && this.isLatest(change)) yield change;
    }
  }

  private isLatest(change: Change<K>): boolean {
    return this.latest.get(change.oid) === change;
  }
}
