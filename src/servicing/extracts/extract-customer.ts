import type { SyncKind } from '../../domain/sync/servicing-system';
import { SYNC_KINDS } from '../../persistence/entities/sync.entity';
import { isObject, type JsonObject } from '../field-reader';
import type { ExtractFolder } from './extract-folder';
import { type ExtractManifest, extractsOf } from './extract-manifest';
import { scanRows } from './extract-scan';

/** The latest of each record that passes the test, as it stands in the extracts; memory for no others. */
export async function collect(
  { folder, manifest, signal }: { folder: ExtractFolder; manifest: ExtractManifest; signal?: AbortSignal | undefined },
  kind: SyncKind,
  belongs: (data: JsonObject) => boolean,
): Promise<JsonObject[]> {
  const found = new Map<unknown, JsonObject>();
  for await (const { change } of scanRows(folder, kind, extractsOf(kind, manifest))) {
    signal?.throwIfAborted();
    if (change.deleted === false && isObject(change.data) && belongs(change.data)) found.set(change.oid, change.data);
    else found.delete(change.oid);
  }
  return [...found.values()];
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
export async function readCustomerBody(
  source: { folder: ExtractFolder; manifest: ExtractManifest; signal?: AbortSignal | undefined },
  accountId: number,
): Promise<JsonObject | undefined> {
  const contracts = await collect(source, 'contracts', (contract) =>
    partsOf(contract, 'Roles').some((role) => role['AccountOid'] === accountId && ROLES_OF_A_CUSTOMER.has(role['ContractRoleType'])),
  );
  const contractIds = new Set(contracts.map((contract) => contract['ContractOid']));
  const accountIds = new Set<unknown>([
    accountId,
    ...contracts.flatMap((contract) => partsOf(contract, 'Roles').map((role) => role['AccountOid'])),
  ]);
  const accounts = await collect(source, 'accounts', (account) => accountIds.has(account['AccountOid']));
  if (!accounts.some((account) => account['AccountOid'] === accountId)) return undefined;
  const billToIds = new Set(contracts.map((contract) => contract['BillToLocationOid']));
  /** Other kinds hang off a contract where they name one, else off an account. */
  const rules: Partial<Record<SyncKind, (data: JsonObject) => boolean>> = {
    locations: (location) => accountIds.has(location['AccountOid']) || billToIds.has(location['LocationOid']),
    invoices: (invoice) =>
      partsOf(invoice, 'Lines').some((line) => contractIds.has(line['ContractOid']) || line['AccountOid'] === accountId),
  };
  const hangsOn = (data: JsonObject) => ('ContractOid' in data ? contractIds.has(data['ContractOid']) : accountIds.has(data['AccountOid']));
  const lists: Partial<Record<SyncKind, JsonObject[]>> = { contracts, accounts };
  for (const kind of SYNC_KINDS) lists[kind] ??= await collect(source, kind, rules[kind] ?? hangsOn);
  const { epoch, latestSequence } = source.manifest;
  return { epoch, latestSequence, ...lists };
}
