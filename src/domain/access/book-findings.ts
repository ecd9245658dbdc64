import { Fault } from '../../kernel/fault';
import type { ContractVerdict } from '../../persistence/repositories/explanation.repository';
import {
  finding,
  inWords,
  type BookFreshness,
  type ConditionFinding,
  type ContractFreshness,
  type ContractLookup,
  type ServicedContract,
} from './explanation';

type Asked = ServicedContract | 'UNKNOWN' | 'UNREACHABLE' | undefined;

/** How well the copy of the book can be trusted about one contract; asks the servicing system itself where the copy says no. */
export class BookFindings {
  constructor(
    private readonly freshness: BookFreshness,
    private readonly lookup: ContractLookup,
  ) {}

  /** The findings on freshness for a contract that is known here; `linkedAccountIds` are those the viewer has. */
  async aboutKnown(verdict: ContractVerdict, linkedAccountIds: readonly number[]): Promise<ConditionFinding[]> {
    const asked = verdict.isVisible ? undefined : await this.ask(verdict.contractNumber);
    const news = isServiced(asked) && asked.contractId === verdict.contractId ? newsOf(asked, verdict, linkedAccountIds) : [];
    return this.fresh(verdict.contractNumber, verdict.contractId, await this.freshness.ofContracts(), asked, news);
  }

  /** The findings for a contract that is not known here, KNOWN_HERE first. */
  async aboutUnknown(contractNumber: string): Promise<{ known: ConditionFinding; fresh: ConditionFinding[] }> {
    const asked = await this.ask(contractNumber);
    const freshness = await this.freshness.ofContracts();
    const news = isServiced(asked) ? [`contract ${contractNumber} exists and is ${asked.isBooked ? 'booked' : 'not booked'}`] : [];
    const fresh = await this.fresh(contractNumber, isServiced(asked) ? asked.contractId : undefined, freshness, asked, news);
    const isUnreadable = fresh.some((one) => one.condition === 'RECORD_READABLE' && !one.holds);
    return { known: unknownFinding(contractNumber, asked, isUnreadable), fresh };
  }

  /** How fresh the contracts are altogether. */
  async ofAll(): Promise<ConditionFinding[]> {
    const freshness = await this.freshness.ofContracts();
    return [currentFinding(freshness, undefined, []), haltFinding(freshness)];
  }

  private async fresh(contractNumber: string, contractId: number | undefined, freshness: ContractFreshness, asked: Asked, news: string[]) {
    const unreadable = await this.freshness.findUnreadable(contractNumber, contractId);
    const because = unreadable
      ? `A record of the contract was set aside at ${unreadable.setAsideAt.toISOString()}: ${unreadable.reason}`
      : 'No record of the contract is set aside.';
    const hint = 'Correct the record in the servicing system; the next sync reads it again.';
    return [finding('RECORD_READABLE', !unreadable, because, hint, false), currentFinding(freshness, asked, news), haltFinding(freshness)];
  }

  private async ask(contractNumber: string): Promise<Asked> {
    try {
      return (await this.lookup.find(contractNumber)) ?? 'UNKNOWN';
    } catch (error) {
      if (error instanceof Fault && error.code === 'UPSTREAM_UNAVAILABLE') return 'UNREACHABLE';
      throw error;
    }
  }
}

function isServiced(asked: Asked): asked is ServicedContract {
  return typeof asked === 'object';
}

/** What the servicing system says of a contract that the copy doesn't. */
function newsOf(asked: ServicedContract, verdict: ContractVerdict, linkedAccountIds: readonly number[]): string[] {
  const isBooked = asked.isBooked ? 'is booked' : 'is not booked';
  const isCustomer = asked.customerAccountIds.some((id) => linkedAccountIds.includes(id));
  return [
    ...(asked.isBooked === verdict.isBooked ? [] : [`the contract ${isBooked}`]),
    ...(asked.privateLabel === verdict.privateLabel ? [] : [`its label is ${inWords([asked.privateLabel])}`]),
    ...(isCustomer && !verdict.accountHasAccess ? ['a linked account is its customer'] : []),
  ];
}

function unknownFinding(contractNumber: string, asked: Asked, isUnreadable: boolean): ConditionFinding {
  const [because, hint] = unknownInWords(contractNumber, asked, isUnreadable);
  return finding('KNOWN_HERE', false, because, hint);
}

function unknownInWords(contractNumber: string, asked: Asked, isUnreadable: boolean): [because: string, hint: string] {
  const start = `Contract ${contractNumber} is not known here`;
  if (isUnreadable)
    return [`${start}: its record could not be read.`, 'Correct the record in the servicing system; the reason is given below.'];
  if (asked === 'UNREACHABLE')
    return [`${start}, and the servicing system cannot be reached to ask whether it knows it.`, 'Check the number, and ask again later.'];
  if (!isServiced(asked)) return [`${start}, nor to the servicing system.`, 'Check the number.'];
  if (asked.isBooked)
    return [`${start}: it is booked in the servicing system, after the last sync.`, 'It comes with the next sync; or start one now.'];
  return [`${start}; the servicing system has it, but not booked.`, 'Book it in the servicing system; it shows after the next sync.'];
}

function currentFinding({ readAt, failure }: ContractFreshness, asked: Asked, news: readonly string[]): ConditionFinding {
  const last = readAt
    ? `Contracts were last read to the end in the pull of ${readAt.toISOString()}`
    : 'Contracts have never been read to the end';
  const tried = failure === null ? '' : `; the latest pull failed: ${failure}`;
  const says = news.length > 0 ? ` The servicing system says otherwise now: ${news.join(', ')}; no sync has read that yet.` : '';
  const silent = asked === 'UNREACHABLE' ? ' The servicing system cannot be reached to ask for anything newer.' : '';
  const holds = readAt !== null && failure === null && news.length === 0;
  return finding('SYNC_CURRENT', holds, `${last}${tried}.${says}${silent}`, 'Start a sync, or wait for the next one.', false);
}

function haltFinding({ isHalted }: ContractFreshness): ConditionFinding {
  const because = isHalted
    ? 'The servicing database was restored from a backup and syncing is halted: the portal shows the book as it was before.'
    : 'Syncing is not halted.';
  return finding('SYNC_NOT_HALTED', !isHalted, because, 'Start a full sync.', false);
}
