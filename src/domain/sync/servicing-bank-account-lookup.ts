import { chunksOf } from '../../kernel/chunks';
import { Fault, unavailable } from '../../kernel/fault';
import type { BankAccountLookup, BankAccountQuestion } from '../bank-accounts/bank-account-check';
import { inTime } from './in-time';
import type { ServicingSystem } from './servicing-system';

const QUESTIONS_AT_ONCE = 4;

/** Asks the servicing system online about each of a user's accounts, and gives up in time. */
export class ServicingBankAccountLookup implements BankAccountLookup {
  constructor(
    private readonly system: Pick<ServicingSystem, 'findBankAccount'>,
    private readonly timeoutMs: number,
  ) {}

  /** One account that has it is enough, whatever could not be learnt of the others. */
  async find(accountIds: readonly number[], bankAccount: BankAccountQuestion): Promise<boolean> {
    return inTime(this.timeoutMs, (signal) => this.ask([...new Set(accountIds)], bankAccount, signal));
  }

  private async ask(accountIds: readonly number[], bankAccount: BankAccountQuestion, signal: AbortSignal): Promise<boolean> {
    const { routingNumber, accountNumber, accountType } = bankAccount;
    const details = { routingNumber, accountNumber, accountType };
    let fault: unknown;
    for (const asked of chunksOf(accountIds, QUESTIONS_AT_ONCE)) {
      const answers = await Promise.allSettled(asked.map((accountId) => this.system.findBankAccount(accountId, details, signal)));
      if (answers.some((answer) => answer.status === 'fulfilled' && answer.value)) return true;
      fault ??= answers.find((answer) => answer.status === 'rejected')?.reason;
    }
    if (fault === undefined) return false;
    throw fault instanceof Fault && fault.code === 'UPSTREAM_UNAVAILABLE' ? fault : unavailable('servicing system', fault);
  }
}
