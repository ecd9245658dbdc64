import type { Actor, Origin } from '../../kernel/actor';
import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { Database, Transaction } from '../../persistence/database';
import type { BankAccountRepository, BankAccountRow, LockedBankAccount } from '../../persistence/repositories/bank-account.repository';
import type { PaymentLedgerRepository } from '../../persistence/repositories/payment-ledger.repository';
import { NO_BANK_ACCOUNT } from './bank-account-finder';
import { BANK_ACCOUNT_STATES, isUsable, stateOf } from './bank-account-state';
import { paymentsAreOff, type PaymentSwitch } from './payment-switch';

export type { BankAccountRow } from '../../persistence/repositories/bank-account.repository';

/** The end user who asks. */
export interface BankAccountOwner {
  id: number;
  siteId: number;
  email: string;
  /** The customers linked to the user. */
  accountIds: readonly number[];
  origin: Origin;
}

/** What changing one's bank accounts needs. */
export interface OwnBankAccountParts {
  database: Database;
  accounts: BankAccountRepository;
  turns: Pick<PaymentLedgerRepository, 'takeTurns'>;
  paymentSwitch: PaymentSwitch;
}

/** For numbers that the user has already. */
export const BANK_ACCOUNT_EXISTS: Refusal = {
  code: 'BANK_ACCOUNT_EXISTS',
  message: 'You have added this bank account already.',
  field: 'accountNumber',
};

/** For an account that a return has stopped. */
export const BANK_ACCOUNT_STOPPED: Refusal = { code: 'BANK_ACCOUNT_STOPPED', message: BANK_ACCOUNT_STATES.STOPPED };

/** All bank accounts that a user has, under lock; newest first. */
export type KeptBankAccounts = readonly LockedBankAccount[];

/** Changes of a user's own bank accounts, one after the other: also on a cluster no two of them run at a time. */
export class OwnBankAccounts {
  constructor(private readonly parts: OwnBankAccountParts) {}

  /** Whether paying, and with it all of this, is switched on where the user is. */
  areOnFor({ siteId }: Pick<BankAccountOwner, 'siteId'>): Promise<boolean> {
    return this.parts.paymentSwitch.areOnAt(siteId);
  }

  /** Runs `work` with all that the user has. Refused: `PAYMENTS_OFF`, and as `work` does. */
  async changeAny<Value>(
    owner: BankAccountOwner,
    work: (transaction: Transaction, kept: KeptBankAccounts) => Promise<Outcome<Value>>,
  ): Promise<Outcome<Value>> {
    if (!(await this.areOnFor(owner))) return paymentsAreOff;
    const { database, accounts, turns } = this.parts;
    return database.transaction(async (transaction) => {
      await turns.takeTurns(transaction, [`user:${owner.id}`]);
      return work(transaction, await accounts.lockKept(transaction, owner.id));
    });
  }

  /** The same for one of them, and answers how it is then. Refused: `PAYMENTS_OFF`, `BANK_ACCOUNT_NOT_FOUND`, and as `work` does. */
  async change(
    owner: BankAccountOwner,
    bankAccountId: number | undefined,
    work: (transaction: Transaction, account: LockedBankAccount, kept: KeptBankAccounts) => Promise<Outcome<unknown>>,
  ): Promise<Outcome<BankAccountRow>> {
    const outcome = await this.changeAny(owner, (transaction, kept) => {
      const account = kept.find(({ id }) => Number(id) === bankAccountId);
      return account ? work(transaction, account, kept) : Promise.resolve(refused(NO_BANK_ACCOUNT));
    });
    return outcome.done && bankAccountId !== undefined ? done(await this.get(owner, bankAccountId)) : (outcome as Outcome<never>);
  }

  /** Why there cannot be an account of that fingerprint beside the others. What a return has stopped is not to be had again as a new one. */
  async clash(transaction: Transaction, others: KeptBankAccounts, fingerprint: Buffer): Promise<Refusal | undefined> {
    if (others.some((other) => other.fingerprint.equals(fingerprint))) return BANK_ACCOUNT_EXISTS;
    const isStopped = await this.parts.accounts.isStopped(transaction, fingerprint);
    return isStopped ? { ...BANK_ACCOUNT_STOPPED, field: 'accountNumber' } : undefined;
  }

  /** An account that has become usable is the default one where none is. */
  async fillDefault(transaction: Transaction, account: LockedBankAccount, kept: KeptBankAccounts): Promise<void> {
    if (stateOf(account) !== 'USABLE' || kept.some(({ defaultOf }) => defaultOf !== null)) return;
    await this.parts.accounts.saveDefault(transaction, account.userId, account.id);
  }

  /** As it is now, removed or not. @throws Error for one that is not the owner's. */
  async get(owner: BankAccountOwner, bankAccountId: number): Promise<BankAccountRow> {
    const [row] = await this.parts.accounts.findByIds(owner.id, [bankAccountId]);
    if (!row) throw new Error(`Bank account ${bankAccountId} is not there.`);
    return row;
  }
}

/** The account that becomes the default one where none is: the newest usable one. */
export function nextDefault(kept: KeptBankAccounts): number | null {
  const next = kept.find(isUsable);
  return next?.id ?? null;
}

/** The user as the audit log names them. */
export function actorOf({ id, email, origin }: BankAccountOwner): Actor {
  return { realm: 'PORTAL', id, name: email, ...origin };
}
