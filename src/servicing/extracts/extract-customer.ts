import type { SyncKind } from '../../domain/sync/servicing-system';
import { SYNC_KINDS } from '../../persistence/entities/sync.entity';
import { isObject, type JsonObject } from '../field-reader';
import type { ExtractFolder } from './extract-folder';
import { type ExtractManifest, extractsOf } from './extract-manifest';
import { scanChanges } from './extract-scan';

/** With more oids a search for them takes longer than parsing. */
const MOST_OIDS_SEARCHED = 64;

/** Where extracts are read from, and until when. */
export interface ExtractSource {
  folder: ExtractFolder;
  manifest: ExtractManifest;
  signal?: AbortSignal | undefined;
}

/**
 * The latest of each record that passes the test, as it stands in the extracts; memory for no others. `oids`: only records that name one of
 * them can pass; undefined where that cannot be said.
 */
export async function collect(
  { folder, manifest, signal }: ExtractSource,
  kind: SyncKind,
  oids: ReadonlySet<unknown> | undefined,
  belongs: (data: JsonObject) => boolean,
): Promise<JsonObject[]> {
  const found = new Map<unknown, JsonObject>();
  for await (const change of scanChanges(folder, kind, extractsOf(kind, manifest), oids && searchFor(oids))) {
    signal?.throwIfAborted();
    if (change.deleted === false && isObject(change.data) && belongs(change.data)) found.set(change.oid, change.data);
    else found.delete(change.oid);
  }
  return [...found.values()];
}

/** Whether a text holds the digits of one of the oids: much sooner said than what they mean there. */
function searchFor(oids: ReadonlySet<unknown>): ((text: string) => boolean) | undefined {
  const numbers = [...oids].filter((oid) => typeof oid === 'number');
  if (numbers.length > MOST_OIDS_SEARCHED) return undefined;
  const pattern = new RegExp(numbers.join('|'));
  return (text) => pattern.test(text);
}

/** The items of a list of parts that are objects: records are checked later, and set aside where they cannot be read. */
export function partsOf(data: JsonObject, field: string): JsonObject[] {
  const parts = data[field];
  return Array.isArray(parts) ? parts.filter(isObject) : [];
}

const ROLES_OF_A_CUSTOMER = new Set<unknown>(['CUSTOMER', 'GUARANTOR']);

/**
 * Everything of one customer as a connector would answer it (docs/aspire-connector.md), each kind read once from its newest snapshot on;
 * undefined when there is no such account.
 */
export async function readCustomerBody(source: ExtractSource, accountId: number): Promise<JsonObject | undefined> {
  const contracts = await collect(source, 'contracts', new Set([accountId]), (contract) =>
    partsOf(contract, 'Roles').some((role) => role['AccountOid'] === accountId && ROLES_OF_A_CUSTOMER.has(role['ContractRoleType'])),
  );
  const contractIds = new Set(contracts.map((contract) => contract['ContractOid']));
  const accountIds = new Set<unknown>([
    accountId,
    ...contracts.flatMap((contract) => partsOf(contract, 'Roles').map((role) => role['AccountOid'])),
  ]);
  const accounts = await collect(source, 'accounts', accountIds, (account) => accountIds.has(account['AccountOid']));
  if (!accounts.some((account) => account['AccountOid'] === accountId)) return undefined;
  const billToIds = new Set(contracts.map((contract) => contract['BillToLocationOid']));
  /** Other kinds hang off a contract where they name one, else off an account. */
  const rules: Partial<Record<SyncKind, (data: JsonObject) => boolean>> = {
    locations: (location) => accountIds.has(location['AccountOid']) || billToIds.has(location['LocationOid']),
    invoices: (invoice) =>
      partsOf(invoice, 'Lines').some((line) => contractIds.has(line['ContractOid']) || line['AccountOid'] === accountId),
  };
  const hangsOn = (data: JsonObject) => ('ContractOid' in data ? contractIds.has(data['ContractOid']) : accountIds.has(data['AccountOid']));
  const searched = new Set([...contractIds, ...accountIds, ...billToIds]);
  const lists: Partial<Record<SyncKind, JsonObject[]>> = { contracts, accounts };
  for (const kind of SYNC_KINDS) lists[kind] ??= await collect(source, kind, searched, rules[kind] ?? hangsOn);
  const { epoch, latestSequence } = source.manifest;
  return { epoch, latestSequence, ...lists };
}
