import type { ContractReader } from '../../../domain/contracts/contract-reader';
import { byId, type Sight } from '../../shared/context';
import { toContract, type ContractType } from './contract.type';

/** The contract with that number, if it may be seen; contracts asked for in the same turn come in one statement. */
export async function loadContract(contracts: ContractReader, sight: Sight, contractId: number): Promise<ContractType | null> {
  const loader = sight.loaders.byKey('contracts', async (ids) => byId(await contracts.findByIds(sight.scope, ids)));
  const row = await loader.load(contractId);
  return row && toContract(row, sight);
}
