import type { ContractReader } from '../../../domain/contracts/contract-reader';
import { byId, type Sight } from '../../shared/context';
import { toContract, type ContractType } from './contract.type';

/** The contract of something that is seen because the contract is: not found, the reading is torn. Contracts asked for in the same turn come in one statement. */
export async function loadContract(contracts: ContractReader, sight: Sight, contractId: number): Promise<ContractType | null> {
  const loader = sight.loaders.byKey('contracts', async (ids) => byId(await contracts.findByIds(sight.scope, ids)));
  const row = await loader.load(contractId);
  if (!row) sight.loaders.noteTorn('a contract and what is on it');
  return row && toContract(row, sight);
}
