import type { LocalDate } from '../kernel/local-date';
import type { GuarantorReference, Today } from './contract-plan';
import { CustomerBlock } from './customer-block';
import { countRecords, planCustomer, type Counts } from './customer-plan';
import { dayOf, monthOf } from './day';
import { isContractDetail, KINDS, OID_FIELDS, type Kind, type RecordOf } from './record';
import { BROKER_COUNT, FIRST_RANDOM_CUSTOMER, VENDOR_COUNT, VENDORS } from './story-plan';

export const SMALLEST_BOOK = 20;
const CACHED_BLOCKS = 48;
/** Kinds start at different oids so that one taken for another is not found; but for those that have the oids of their contracts. */
const BASE_OIDS: Record<Kind, number> = {
  accounts: 1_001,
  contacts: 3_001,
  locations: 5_001,
  contracts: 10_001,
  invoices: 30_001,
  payments: 70_001,
  assets: 20_001,
  schedules: 10_001,
  principalAndInterest: 10_001,
  linesOfCredit: 9_001,
};

/** A record of the base book with its sequence. */
export interface BookEntry<K extends Kind = Kind> {
  sequence: number;
  oid: number;
  data: RecordOf[K];
}

/**
 * The reproducible base book. Holds only running counts by customer; records are made when read.
 * The records of one customer take a run of sequences, kind after kind.
 */
export class GeneratedBook {
  readonly counts: Counts;
  readonly lastSequence: number;
  readonly customers: number;
  private readonly today: Today;
  /** For each customer (and one beyond the last) how many records lie before it: of each kind, and in all. */
  private readonly before: Record<Kind, Uint32Array>;
  private readonly beforeAll: Uint32Array;
  private readonly cache = new Map<number, CustomerBlock>();
  private readonly size: number;

  constructor(
    private readonly seed: number,
    contracts: number,
    asOf: LocalDate,
    private readonly savesSchedules = true,
  ) {
    if (!Number.isSafeInteger(contracts) || contracts < SMALLEST_BOOK)
      throw new RangeError(`A book has at least ${SMALLEST_BOOK} contracts.`);
    this.size = contracts;
    this.today = { day: dayOf(asOf), month: monthOf(asOf) };
    const running = Object.fromEntries(KINDS.map((kind) => [kind, [0]])) as Record<Kind, number[]>;
    const all = [0];
    const total = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Counts;
    for (let index = 0; total.contracts < contracts; index++) {
      const counts = countRecords(planCustomer(seed, index, this.today, contracts - total.contracts), this.today, savesSchedules);
      for (const kind of KINDS) running[kind].push((total[kind] += counts[kind]));
      all.push(KINDS.reduce((sum, kind) => sum + total[kind], 0));
    }
    this.before = Object.fromEntries(KINDS.map((kind) => [kind, Uint32Array.from(running[kind])])) as Record<Kind, Uint32Array>;
    this.beforeAll = Uint32Array.from(all);
    this.counts = total;
    this.customers = all.length - 1;
    this.lastSequence = all[this.customers] ?? 0;
  }

  /** The first oid of a kind that the base book does not use. */
  nextOid(kind: Kind): number {
    return BASE_OIDS[kind] + this.counts[isContractDetail(kind) ? 'contracts' : kind];
  }

  /** The base record, or `undefined` where the base book has none of that oid. */
  record<K extends Kind>(kind: K, oid: number): RecordOf[K] | undefined {
    const index = this.customerOf(kind, oid);
    if (index === undefined) return undefined;
    const records = this.block(index).records(kind);
    if (isContractDetail(kind)) return records.find((record) => oidOf(kind, record) === oid);
    return records[oid - BASE_OIDS[kind] - at(this.before[kind], index)];
  }

  /** The customer whose record an oid is. */
  customerOf(kind: Kind, oid: number): number | undefined {
    if (isContractDetail(kind)) {
      const index = this.customerOf('contracts', oid);
      return index !== undefined && this.block(index).holds(kind, this.placeOf(oid, index)) ? index : undefined;
    }
    const place = oid - BASE_OIDS[kind];
    return place >= 0 && place < this.counts[kind] ? lastAtMost(this.before[kind], place) : undefined;
  }

  /** Whether the customer is billed for all its contracts on one invoice. */
  combines(index: number): boolean {
    return this.block(index).plan.combined;
  }

  /** Sales tax on a contract of the base book; 0 for any other. */
  taxMillionths(contractOid: number): number {
    const index = this.customerOf('contracts', contractOid);
    return index === undefined ? 0 : this.block(index).taxMillionths(this.placeOf(contractOid, index));
  }

  /** One customer with its records. */
  block(index: number): CustomerBlock {
    const known = this.cache.get(index);
    if (known) return known;
    const room = this.size - at(this.before.contracts, index);
    const block = new CustomerBlock(planCustomer(this.seed, index, this.today, room), {
      seed: this.seed,
      today: this.today,
      savesSchedules: this.savesSchedules,
      firstOids: Object.fromEntries(KINDS.map((kind) => [kind, this.firstOid(kind, index)])) as Record<Kind, number>,
      guarantorOid: (reference) => this.guarantorOid(index, reference),
      vendorOid: (draw) => this.firstVendorOid() + (draw % VENDOR_COUNT),
      brokerOid: (draw) => this.firstVendorOid() + VENDOR_COUNT + (draw % BROKER_COUNT),
    });
    if (this.cache.size >= CACHED_BLOCKS) this.cache.delete(this.cache.keys().next().value ?? 0);
    this.cache.set(index, block);
    return block;
  }

  /** The records of a kind after a sequence, ascending. Making the next one costs no more than its customer. */
  *walk<K extends Kind>(kind: K, since: number): Generator<BookEntry<K>> {
    const before = this.before[kind];
    for (let index = lastAtMost(this.beforeAll, Math.min(since, this.lastSequence)); index < this.customers; index++) {
      const count = at(before, index + 1) - at(before, index);
      const first = this.firstSequence(kind, index);
      if (count === 0 || first + count - 1 <= since) continue;
      const records: readonly RecordOf[K][] = this.block(index).records(kind);
      for (let place = Math.max(0, since + 1 - first); place < count; place++) {
        const data = records[place] as RecordOf[K];
        yield { sequence: first + place, oid: oidOf(kind, data), data };
      }
    }
  }

  /** The sequence of the last record of the first half of a kind; 0 where that half is empty. */
  halfOf(kind: Kind): number {
    const half = Math.floor(this.counts[kind] / 2);
    if (half === 0) return 0;
    const index = lastAtMost(this.before[kind], half - 1);
    return this.firstSequence(kind, index) + half - 1 - at(this.before[kind], index);
  }

  /** Every base record of a kind. */
  *all<K extends Kind>(kind: K): Generator<[oid: number, data: RecordOf[K]]> {
    for (const entry of this.walk(kind, 0)) yield [entry.oid, entry.data];
  }

  private firstOid(kind: Kind, index: number): number {
    return BASE_OIDS[kind] + at(this.before[isContractDetail(kind) ? 'contracts' : kind], index);
  }

  /** Which of its customer's contracts one is. */
  private placeOf(contractOid: number, index: number): number {
    return contractOid - BASE_OIDS.contracts - at(this.before.contracts, index);
  }

  private firstSequence(kind: Kind, index: number): number {
    let sequence = at(this.beforeAll, index) + 1;
    for (const earlier of KINDS) {
      if (earlier === kind) break;
      sequence += at(this.before[earlier], index + 1) - at(this.before[earlier], index);
    }
    return sequence;
  }

  private guarantorOid(index: number, reference: GuarantorReference): number | undefined {
    const place = index - reference.back;
    if (reference.back > 0 && index >= FIRST_RANDOM_CUSTOMER && place < FIRST_RANDOM_CUSTOMER) return undefined;
    const accounts = at(this.before.accounts, place + 1) - at(this.before.accounts, place);
    return reference.slot < accounts ? BASE_OIDS.accounts + at(this.before.accounts, place) + reference.slot : undefined;
  }

  private firstVendorOid(): number {
    return BASE_OIDS.accounts + at(this.before.accounts, VENDORS);
  }
}

function oidOf<K extends Kind>(kind: K, record: RecordOf[K]): number {
  return (record as unknown as Record<string, number>)[OID_FIELDS[kind]] ?? 0;
}

function at(list: Uint32Array, index: number): number {
  return list[index] ?? 0;
}

/** The last index (but the final one) whose value is at most `value`, in an ascending list that starts at 0. */
function lastAtMost(list: Uint32Array, value: number): number {
  let low = 0;
  let high = list.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(list, middle) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
