import { chunksOf } from '../../kernel/chunks';
import { Fault, unavailable } from '../../kernel/fault';
import type { BankAccountLookup, BankAccountQuestion } from '../bank-accounts/bank-account-check';
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
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const giveUp = (): void => reject(unavailable('servicing system', new Error(`No answer within ${this.timeoutMs} ms.`)));
      timer = setTimeout(giveUp, this.timeoutMs);
    });
    return Promise.race([this.ask([...new Set(accountIds)], bankAccount), late]).finally(() => clearTimeout(timer));
  }

  private async ask(accountIds: readonly number[], { routingNumber, accountNumber, accountType }: BankAccountQuestion): Promise<boolean> {
    const details = { routingNumber, accountNumber, accountType };
    let fault: unknown;
    for (const asked of chunksOf(accountIds, QUESTIONS_AT_ONCE)) {
      const answers = await Promise.allSettled(asked.map((accountId) => this.system.findBankAccount(accountId, details)));
      if (answers.some((answer) => answer.status === 'fulfilled' && answer.value)) return true;
      fault ??= answers.find((answer) => answer.status === 'rejected')?.reason;
    }
    if (fault === undefined) return false;
    throw fault instanceof Fault && fault.code === 'UPSTREAM_UNAVAILABLE' ? fault : unavailable('servicing system', fault);
  }
}
