import type { Change, ChangePage, CustomerSnapshot, RecordOf, SyncKind, UnreadableRecord } from '../domain/sync/servicing-system';
import { filledText, flag, isObject, type JsonObject, oid, refuse, toJson, UnreadableError } from './field-reader';
import { OID_FIELDS, recordParsers } from './record-parser';

const EPOCH_CHARACTERS = 100;
const PAYLOAD_CHARACTERS = 100_000;

/**
 * A page of a change feed. Records it cannot read are in `unreadable`; what is wrong with the page itself is an error.
 * @throws UnreadableError when the envelope is not as the protocol says, or reading on from it would go back or round in circles.
 */
export function parseChangePage<Kind extends SyncKind>(kind: Kind, since: number, body: JsonObject): ChangePage<Kind> {
  const page: ChangePage<Kind> = {
    epoch: filledText(body['epoch'], 'epoch', EPOCH_CHARACTERS),
    latestSequence: sequence(body['latestSequence'], 'latestSequence'),
    nextSince: sequence(body['nextSince'], 'nextSince'),
    more: flag(body['more'], 'more'),
    changes: [],
    unreadable: [],
  };
  const changes = body['changes'];
  if (!Array.isArray(changes)) return refuse('changes', changes, 'a list');
  let last = since;
  for (let index = 0; index < changes.length; index += 1) {
    const change: unknown = changes[index];
    if (!isObject(change)) return refuse(`changes[${index}]`, change, 'an object');
    const at = sequence(change['sequence'], 'sequence');
    if (at <= last) throw new UnreadableError(`changes[${index}].sequence`, `: ${at} comes after ${last}`);
    last = at;
    takeChange(kind, at, change, page);
  }
  if (page.nextSince < last) throw new UnreadableError('nextSince', `: ${page.nextSince} lies before ${last}, which was read already`);
  if (page.more && page.nextSince === since) throw new UnreadableError('more', `is true, yet nextSince stays at ${since}`);
  return page;
}

/** Reads the change with that sequence into the page: with its record, or set aside with the reason why it cannot be read. */
export function takeChange<Kind extends SyncKind>(
  kind: Kind,
  at: number,
  change: JsonObject,
  page: Pick<ChangePage<Kind>, 'changes' | 'unreadable'>,
): void {
  try {
    page.changes.push(parseChange(kind, at, change));
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const key = isOid(change['oid']) ? String(change['oid']) : `sequence:${at}`;
    page.unreadable.push({ key, sequence: at, reason: error.message, payload: payloadOf(change) });
  }
}

function parseChange<Kind extends SyncKind>(kind: Kind, at: number, change: JsonObject): Change<Kind> {
  const id = oid(change['oid'], 'oid');
  if (flag(change['deleted'], 'deleted')) return { sequence: at, id, record: null };
  const data = change['data'];
  if (!isObject(data)) return refuse('data', data, 'an object');
  const record = recordParsers[kind](data);
  if (record.id !== id) throw new UnreadableError(OID_FIELDS[kind], `: ${record.id} is not the change's oid ${id}`);
  return { sequence: at, id, record };
}

/**
 * Everything of one customer.
 * @throws UnreadableError when the envelope is not as the protocol says.
 */
export function parseCustomerSnapshot(accountId: number, body: JsonObject): CustomerSnapshot {
  const snapshot: CustomerSnapshot = {
    epoch: filledText(body['epoch'], 'epoch', EPOCH_CHARACTERS),
    latestSequence: sequence(body['latestSequence'], 'latestSequence'),
    records: emptyLists(),
    unreadable: emptyLists(),
  };
  for (const kind of Object.keys(OID_FIELDS) as SyncKind[]) takeRecords(kind, accountId, body[kind], snapshot);
  return snapshot;
}

function emptyLists(): Record<SyncKind, never[]> {
  return {
    accounts: [],
    contacts: [],
    locations: [],
    contracts: [],
    invoices: [],
    payments: [],
    assets: [],
    schedules: [],
    principalAndInterest: [],
    linesOfCredit: [],
  };
}

function takeRecords<Kind extends SyncKind>(kind: Kind, accountId: number, items: unknown, snapshot: CustomerSnapshot): void {
  if (!Array.isArray(items)) return refuse(kind, items, 'a list');
  const records: RecordOf[Kind][] = snapshot.records[kind];
  const unreadable: UnreadableRecord[] = snapshot.unreadable[kind];
  for (const [index, item] of (items as unknown[]).entries()) {
    try {
      records.push(isObject(item) ? recordParsers[kind](item) : refuse('data', item, 'an object'));
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      const own = isObject(item) ? item[OID_FIELDS[kind]] : undefined;
      const key = isOid(own) ? String(own) : `customer:${accountId}/${index}`;
      unreadable.push({ key, sequence: null, reason: error.message, payload: payloadOf(item) });
    }
  }
}

function sequence(value: unknown, field: string): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : refuse(field, value, 'a sequence number');
}

/** Whether a thing can bear that oid. */
export function isOid(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function payloadOf(value: unknown): string {
  return toJson(value).slice(0, PAYLOAD_CHARACTERS);
}
