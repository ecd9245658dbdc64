import type { Nodes } from '../support/portal';
import { globalId } from '../support/ids';
import { isGarbled } from './chaos-kinds';
import { type ChaosWorld, SITE_LABELS } from './chaos-world';
import type { BookRecord } from './simulated-book';

type State = 'ACTIVE' | 'CLOSED';
type Sight = Pick<ChaosWorld, 'book' | 'portal' | 'people'>;

const CONTRACTS = `query ($state: ContractState!, $after: String) {
  contracts(filter: { state: $state }, first: 100, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }`;

/** Compares the contracts that each person is shown with those that are theirs by the book. In words; empty when all is alike. */
export async function compareSight(world: Sight): Promise<string[]> {
  const differences: string[] = [];
  for (const { accountId, token } of world.people)
    for (const state of ['ACTIVE', 'CLOSED'] as const) {
      const shown = await contractsShown(world, token, state);
      for (const [oid, contract] of world.book.of('contracts')) {
        // What the portal has of an unreadable one is from before.
        if (isGarbled('contracts', contract)) continue;
        const should = isVisible(contract, accountId, state);
        if (shown.has(globalId('Contract', oid)) !== should)
          differences.push(`account ${accountId} is ${should ? 'not shown' : 'shown'} contract ${oid} as ${state}.`);
      }
    }
  return differences;
}

async function contractsShown({ portal }: Sight, token: string, state: State): Promise<Set<string>> {
  const shown = new Set<string>();
  for (let after: string | null | undefined = null; after !== undefined;) {
    const { contracts }: { contracts: Nodes<{ id: string }> } = await portal.data(CONTRACTS, { state, after }, token);
    for (const { node } of contracts.edges) shown.add(node.id);
    after = contracts.pageInfo.hasNextPage ? contracts.pageInfo.endCursor : undefined;
  }
  return shown;
}

/** Booked, theirs as customer or guarantor, and labelled as their site takes it. */
function isVisible(contract: BookRecord, accountId: number, state: State): boolean {
  const roles = contract['Roles'] as { AccountOid: number; ContractRoleType: string }[];
  const isTheirs = roles.some((role) => role.AccountOid === accountId && ['CUSTOMER', 'GUARANTOR'].includes(role.ContractRoleType));
  const isTaken = contract['PrivateLabel'] === null || SITE_LABELS.includes(contract['PrivateLabel'] as string);
  return contract['IsBooked'] === true && isTheirs && isTaken && contract['OpenClosedOid'] === (state === 'ACTIVE' ? 1 : 2);
}
