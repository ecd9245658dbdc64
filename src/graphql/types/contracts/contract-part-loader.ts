import type { ViewerScope } from '../../../kernel/viewer-scope';
import type { ContractType } from './contract.type';

/**
 * A page of what a contract has. `load` answers for all contracts of the reading at once, and leaves out those that may not be seen: this one was seen,
 * so it has changed since, and the reading is torn.
 */
export async function loadPartsOf<Row>(
  { key, sight: { scope, loaders } }: ContractType,
  name: string,
  load: (scope: ViewerScope, contractIds: readonly number[]) => Promise<ReadonlyMap<number, Row[]>>,
): Promise<Row[]> {
  const rows = await loaders.byKey(name, (ids) => load(scope, ids)).load(key);
  if (!rows) loaders.noteTorn('a contract and what it has');
  return rows ?? [];
}
