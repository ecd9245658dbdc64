import { Fault } from '../../kernel/fault';
import type { BankAccountCheck, BankAccountType } from '../../persistence/entities/bank-account.entity';
import type { SiteReader } from '../sites/site.service';
import type { AccountNumbers } from './bank-account-numbers';
import { explanationOf, stateOf, type BankAccountStanding } from './bank-account-state';

/** A bank account as it is asked for. */
export interface BankAccountQuestion extends AccountNumbers {
  accountType: BankAccountType;
}

/** Asks the servicing system online whether customers have a bank account on file. */
export interface BankAccountLookup {
  /** Whether one of the accounts has it. @throws Fault UPSTREAM_UNAVAILABLE when that is not answered in good time. */
  find(accountIds: readonly number[], bankAccount: BankAccountQuestion): Promise<boolean>;
}

/** Whether a site takes any bank account, or only those that the customer has in ASPIRE; to be asked outside of any transaction. */
export class BankAccountCheckDesk {
  constructor(
    private readonly sites: Pick<SiteReader, 'findByIds'>,
    private readonly lookup: BankAccountLookup,
  ) {}

  /** What the site makes of the bank account, for somebody to whom those customers are linked. */
  async ask(siteId: number, accountIds: readonly number[], bankAccount: BankAccountQuestion): Promise<BankAccountCheck> {
    const [site] = await this.sites.findByIds([siteId]);
    if (site?.bankAccountMode === 'ALLOW_ANY') return 'NOT_ASKED';
    try {
      return (await this.lookup.find(accountIds, bankAccount)) ? 'FOUND' : 'NOT_FOUND';
    } catch (error) {
      if (error instanceof Fault && error.code === 'UPSTREAM_UNAVAILABLE') return 'UNANSWERED';
      throw error;
    }
  }

  /** What to tell the owner of an account that cannot be paid from, with where to turn to; null for a usable one. */
  async noticeFor(siteId: number, account: BankAccountStanding): Promise<string | null> {
    if (stateOf(account) === 'USABLE') return null;
    const [site] = await this.sites.findByIds([siteId]);
    const explanation = explanationOf(account);
    return site?.supportEmail ? `${explanation} Our support: ${site.supportEmail}` : explanation;
  }
}

/**
 * What a new answer makes of an earlier one. No answer takes nothing back, and an account that was added where any was taken stays usable:
 * it is not verified in retrospect (domain.md §4).
 */
export function afterCheck(before: BankAccountCheck, answer: BankAccountCheck): BankAccountCheck {
  if (answer === 'UNANSWERED') return before;
  return before === 'NOT_ASKED' && answer === 'NOT_FOUND' ? 'NOT_ASKED' : answer;
}
