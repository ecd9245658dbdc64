import type { SyncStateRepository } from '../../persistence/repositories/sync-state.repository';
import type { BookFreshness, ContractFreshness, ContractLookup, ServicedContract } from '../access/explanation';
import type { ServicingSystem } from './servicing-system';

/** What the sync's book-keeping tells of how fresh the contracts are. */
export class SyncedBookFreshness implements BookFreshness {
  constructor(private readonly state: Pick<SyncStateRepository, 'latestRuns' | 'latestGoodRuns' | 'findSetAside'>) {}

  async ofContracts(): Promise<ContractFreshness> {
    const [latest, good] = await Promise.all([this.state.latestRuns(), this.state.latestGoodRuns()]);
    const last = latest.find((run) => run.kind === 'contracts');
    return {
      readAt: good.find((run) => run.kind === 'contracts')?.startedAt ?? null,
      failure: last?.outcome === 'FAILED' ? (last.error ?? 'for a reason not noted') : null,
      // A restore is found while pulling any kind, and stops them all.
      isHalted: latest.some((run) => run.outcome === 'HALTED'),
    };
  }

  async findUnreadable(contractNumber: string, contractId: number | undefined): Promise<{ reason: string; setAsideAt: Date } | undefined> {
    const byId = contractId === undefined ? undefined : await this.state.findSetAside('contracts', String(contractId), contractNumber);
    return byId ?? (contractId === undefined ? this.state.findSetAside('contracts', undefined, contractNumber) : undefined);
  }
}

/** Asks the servicing system online about one contract, as self-enrolment does. */
export class ServicingContractLookup implements ContractLookup {
  constructor(private readonly system: Pick<ServicingSystem, 'readEnrolmentFacts'>) {}

  async find(contractNumber: string): Promise<ServicedContract | undefined> {
    const facts = await this.system.readEnrolmentFacts(contractNumber);
    if (!facts) return undefined;
    const { contractId, isBooked, privateLabel, customers } = facts;
    return { contractId, isBooked, privateLabel, customerAccountIds: customers.map((customer) => customer.accountId) };
  }
}
