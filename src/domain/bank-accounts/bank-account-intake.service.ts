import type { Clock } from '../../kernel/clock';
import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { BankAccountCheck } from '../../persistence/entities/bank-account.entity';
import type { BankAccountRepository, NewBankAccount } from '../../persistence/repositories/bank-account.repository';
import type { Throttle } from '../identity/throttle';
import type { BankAccountCheckDesk } from './bank-account-check';
import { readEntry, type BankAccountEntry, type TidyBankAccountEntry } from './bank-account-entry';
import { called, type BankAccountNews, type BankAccountNotices } from './bank-account-notices';
import { lastFourOf, type BankAccountNumbers } from './bank-account-numbers';
import type { BankDirectory } from './bank-directory';
import { actorOf, BANK_ACCOUNT_EXISTS, type BankAccountOwner, type BankAccountRow, type OwnBankAccounts } from './own-bank-accounts';
import { paymentsAreOff } from './payment-switch';

/** Of one user, removed ones aside. */
const MOST_BANK_ACCOUNTS = 20;

/** A bank account to be added. */
export interface BankAccountToAdd extends BankAccountEntry {
  makeDefault: boolean;
}

/** A bank account as it is now, and what to tell its owner where it cannot be paid from. */
export interface BankAccountAnswer {
  account: BankAccountRow;
  notice: string | null;
}

/** What taking bank accounts in needs. */
export interface BankAccountIntakeParts {
  own: OwnBankAccounts;
  accounts: BankAccountRepository;
  numbers: BankAccountNumbers;
  checks: BankAccountCheckDesk;
  banks: BankDirectory;
  notices: BankAccountNotices;
  throttle: Pick<Throttle, 'take'>;
  clock: Clock;
}

const TOO_MANY: Refusal = {
  code: 'TOO_MANY_BANK_ACCOUNTS',
  message: `You have ${MOST_BANK_ACCOUNTS} bank accounts already. Remove one that you no longer need.`,
};

/** Adds bank accounts, and asks the servicing system where the site wants it; never within a transaction. */
export class BankAccountIntakeService {
  constructor(private readonly parts: BankAccountIntakeParts) {}

  /**
   * Adds a bank account, usable or not. Refused: `PAYMENTS_OFF`, as `readEntry`, `BANK_ACCOUNT_EXISTS`, `BANK_ACCOUNT_STOPPED`,
   * `TOO_MANY_BANK_ACCOUNTS`. @throws RateLimited
   */
  async add(owner: BankAccountOwner, typed: BankAccountToAdd): Promise<Outcome<BankAccountAnswer>> {
    const { own, accounts, numbers, checks, notices, throttle } = this.parts;
    if (!(await own.areOnFor(owner))) return paymentsAreOff;
    const entry = readEntry(typed);
    if (!entry.done) return entry;
    await throttle.take([{ rule: 'BANK_ACCOUNT_ADD', key: String(owner.id) }]);
    const fingerprint = await numbers.fingerprint(entry.value, entry.value.accountType);
    if (await accounts.isKept(owner.id, fingerprint)) return refused(BANK_ACCOUNT_EXISTS);
    const checkResult = await checks.ask(owner.siteId, owner.accountIds, entry.value);
    const added = await own.changeAny(owner, async (transaction, kept) => {
      const refusal = kept.length >= MOST_BANK_ACCOUNTS ? TOO_MANY : await own.clash(transaction, kept, fingerprint);
      if (refusal) return refused(refusal);
      const account = this.rowOf(owner, entry.value, fingerprint, checkResult);
      const id = await accounts.saveNew(transaction, account);
      if (id === undefined) return refused(BANK_ACCOUNT_EXISTS);
      if (typed.makeDefault || kept.every(({ defaultOf }) => defaultOf === null)) await accounts.saveDefault(transaction, owner.id, id);
      await notices.tell(transaction, actorOf(owner), { ...account, id }, addedNews(account));
      return done(id);
    });
    return added.done ? done(await answerFor(this.parts, owner, added.value)) : added;
  }

  private rowOf(
    { id: userId }: BankAccountOwner,
    entry: TidyBankAccountEntry,
    fingerprint: Buffer,
    checkResult: BankAccountCheck,
  ): NewBankAccount {
    const { name, holderName, holderType, accountType } = entry;
    const now = this.parts.clock.now();
    const untouched = { stoppedAt: null, stopReasonCode: null, correctionCode: null, needsConfirmation: false, removedAt: null };
    return {
      ...{ userId, name, holderName, holderType, accountType, fingerprint, checkResult, ...untouched },
      sealedNumbers: this.parts.numbers.seal(entry),
      lastFour: lastFourOf(entry.accountNumber),
      bankName: this.parts.banks.nameOf(entry.routingNumber),
      checkedAt: checkResult === 'NOT_ASKED' ? null : now,
      defaultOf: null,
      isKept: true,
      createdAt: now,
    };
  }
}

/** How the account is now. */
export async function answerFor({ own, checks }: BankAccountIntakeParts, owner: BankAccountOwner, id: number): Promise<BankAccountAnswer> {
  const account = await own.get(owner, id);
  return { account, notice: await checks.noticeFor(owner.siteId, account) };
}

function addedNews(account: NewBankAccount): BankAccountNews {
  const { name, lastFour, holderType, accountType, bankName, checkResult } = account;
  return {
    action: 'BANK_ACCOUNT_ADD',
    summary: 'added.',
    after: { name, lastFour, holderType, accountType, bankName, checkResult },
    letter: `The bank account ${called(account)} was added to pay from.`,
  };
}
