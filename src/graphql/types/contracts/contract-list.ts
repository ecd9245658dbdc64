import { contractSortValue, type ContractReader } from '../../../domain/contracts/contract-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import type { Sight } from '../../shared/context';
import { toContractFilter, toContractOrder, type ContractListArguments } from './contract-list.input';
import { toContract, type ContractType } from './contract.type';

/** A page of the contracts that are seen with these eyes. */
export async function listContracts(
  reader: ContractReader,
  sight: Sight,
  args: ContractListArguments,
): Promise<ConnectionOf<ContractType>> {
  const filter = toContractFilter(args.filter);
  const order = toContractOrder(args.orderBy);
  const ordering = `contracts by ${order.field}${order.descending ? ' descending' : ''}`;
  const page = resolvePage(args, ordering);
  const rows = await reader.list(sight.scope, filter, order, page);
  return connect(rows, page, {
    ordering,
    position: (row) => ({ value: contractSortValue(row, order), id: row.id }),
    toNode: (row) => toContract(row, sight),
    count: () => reader.count(sight.scope, filter),
  });
}
