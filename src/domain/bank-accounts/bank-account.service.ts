import type { Clock } from '../../kernel/clock';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Transaction } from '../../persistence/database';
import type { BankAccountRepository, LockedBankAccount } from '../../persistence/repositories/bank-account.repository';
import type { Throttle } from '../identity/throttle';
import { nameRefusals } from './bank-account-entry';
import { called, type BankAccountNews, type BankAccountNotices } from './bank-account-notices';
import type { BankAccountNumbers } from './bank-account-numbers';
import { actorOf, nextDefault, type BankAccountOwner, type BankAccountRow, type OwnBankAccounts } from './own-bank-accounts';
import { paymentsAreOff } from './payment-switch';

export type { BankAccountOwner, BankAccountRow } from './own-bank-accounts';

/** How staff read them: all that users have or had. */
export type StaffBankAccountReader = Pick<BankAccountRepository, 'listAllOf' | 'findForStaff'>;

/** What looking after bank accounts needs. */
export interface BankAccountServiceParts {
  own: OwnBankAccounts;
  accounts: BankAccountRepository;
  numbers: BankAccountNumbers;
  notices: BankAccountNotices;
  throttle: Pick<Throttle, 'take'>;
  clock: Clock;
}

/** A user's own bank accounts: looked at, named, chosen and removed. Another's is answered like one that does not exist. */
export class BankAccountService {
  constructor(private readonly parts: BankAccountServiceParts) {}

  /** Those not removed: the default one first, then the newest; none while payments are off. */
  async list(owner: Pick<BankAccountOwner, 'id' | 'siteId'>): Promise<BankAccountRow[]> {
    return (await this.parts.own.areOnFor(owner)) ? this.parts.accounts.listKept(owner.id) : [];
  }

  /** One that is the user's and not removed; undefined while payments are off. */
  async find(owner: Pick<BankAccountOwner, 'id' | 'siteId'>, id: number): Promise<BankAccountRow | undefined> {
    if (!(await this.parts.own.areOnFor(owner))) return undefined;
    const [row] = await this.parts.accounts.findByIds(owner.id, [id]);
    return row?.isKept ? row : undefined;
  }

  /**
   * Counted, because a name that holds the account's number is refused: nobody shall find the number out by names.
   * Refused: `PAYMENTS_OFF`, `BANK_ACCOUNT_NOT_FOUND`, `NAME_INVALID`. @throws RateLimited
   */
  async rename(owner: BankAccountOwner, bankAccountId: number | undefined, typed: string): Promise<Outcome<BankAccountRow>> {
    const { own, accounts, numbers, throttle } = this.parts;
    if (!(await own.areOnFor(owner))) return paymentsAreOff;
    await throttle.take([{ rule: 'BANK_ACCOUNT_RENAME', key: String(owner.id) }]);
    return own.change(owner, bankAccountId, async (transaction, account) => {
      const name = typed.trim();
      const refusals = nameRefusals(name, numbers.open(account.sealedNumbers).accountNumber);
      if (refusals.length > 0) return refused(...refusals);
      if (name === account.name) return done(undefined);
      await accounts.save(transaction, account.id, { name });
      const news = { action: 'BANK_ACCOUNT_UPDATE', summary: 'renamed.', before: { name: account.name }, after: { name } } as const;
      return this.tell(transaction, owner, account, news);
    });
  }

  /** Makes it the one that is offered first. Refused: `PAYMENTS_OFF`, `BANK_ACCOUNT_NOT_FOUND`. */
  makeDefault(owner: BankAccountOwner, bankAccountId: number | undefined): Promise<Outcome<BankAccountRow>> {
    const { own, accounts } = this.parts;
    return own.change(owner, bankAccountId, async (transaction, account) => {
      if (account.defaultOf !== null) return done(undefined);
      await accounts.saveDefault(transaction, owner.id, account.id);
      return this.tell(transaction, owner, account, { action: 'BANK_ACCOUNT_UPDATE', summary: 'made the default one.' });
    });
  }

  /**
   * Takes it from the list; payments under way are drawn from it all the same. Where it was the default one, the newest usable one becomes it.
   * Refused: `PAYMENTS_OFF`, `BANK_ACCOUNT_NOT_FOUND`.
   */
  remove(owner: BankAccountOwner, bankAccountId: number | undefined): Promise<Outcome<BankAccountRow>> {
    const { own, accounts, clock } = this.parts;
    return own.change(owner, bankAccountId, async (transaction, account, kept) => {
      await accounts.save(transaction, account.id, { isKept: null, defaultOf: null, removedAt: clock.now() });
      if (account.defaultOf !== null) {
        const next = nextDefault(kept.filter(({ id }) => id !== account.id));
        await accounts.saveDefault(transaction, owner.id, next);
      }
      return this.tell(transaction, owner, account, {
        action: 'BANK_ACCOUNT_REMOVE',
        summary: 'removed.',
        letter: `Your bank account ${called(account)} was removed. Payments that you submitted before are still drawn from it unless you cancel them.`,
      });
    });
  }

  private async tell(
    transaction: Transaction,
    owner: BankAccountOwner,
    account: LockedBankAccount,
    news: BankAccountNews,
  ): Promise<Outcome<undefined>> {
    await this.parts.notices.tell(transaction, actorOf(owner), account, news);
    return done(undefined);
  }
}
