import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { Transaction } from '../../persistence/database';
import type { BankAccountType, HolderType } from '../../persistence/entities/bank-account.entity';
import type { BankAccountRepository, LockedBankAccount } from '../../persistence/repositories/bank-account.repository';
import type { AccountNumbers, BankAccountNumbers } from './bank-account-numbers';
import { explanationOf, stateOf, type BankAccountState } from './bank-account-state';

/** A bank account that payments may be drawn from now, with its whole numbers: secret. */
export interface UsableBankAccount extends AccountNumbers {
  id: number;
  name: string;
  holderName: string;
  holderType: HolderType;
  accountType: BankAccountType;
  lastFour: string;
  /** Tells later whether it was corrected since. */
  fingerprint: Buffer;
  /** The copy that goes with each payment. */
  sealedForPayment: string;
}

/** For an account that does not exist, was removed, or is somebody else's: all alike. */
export const NO_BANK_ACCOUNT: Refusal = {
  code: 'BANK_ACCOUNT_NOT_FOUND',
  message: 'There is no such bank account.',
  field: 'bankAccountId',
};

const CODES: Readonly<Record<Exclude<BankAccountState, 'USABLE'>, string>> = {
  UNVERIFIED: 'BANK_ACCOUNT_NOT_VERIFIED',
  UNCHECKED: 'BANK_ACCOUNT_NOT_VERIFIED',
  STOPPED: 'BANK_ACCOUNT_STOPPED',
  TO_BE_CONFIRMED: 'BANK_ACCOUNT_TO_BE_CONFIRMED',
};

/** Finds the bank account that a payment is to be drawn from. */
export class BankAccountFinder {
  constructor(
    private readonly accounts: BankAccountRepository,
    private readonly numbers: BankAccountNumbers,
  ) {}

  /**
   * Locks the account until the transaction ends and opens its numbers.
   * Refused: `BANK_ACCOUNT_NOT_FOUND`, `BANK_ACCOUNT_NOT_VERIFIED`, `BANK_ACCOUNT_STOPPED`, `BANK_ACCOUNT_TO_BE_CONFIRMED`. @throws UnsealError
   */
  async findUsable(transaction: Transaction, userId: number, bankAccountId: number): Promise<Outcome<UsableBankAccount>> {
    const account = await this.accounts.lock(transaction, bankAccountId);
    if (!account || account.userId !== userId || account.isKept !== true) return refused(NO_BANK_ACCOUNT);
    const refusal = unusable(account);
    if (refusal) return refused(refusal);
    const { id, name, holderType, holderName, accountType, lastFour, fingerprint } = account;
    const numbers = this.numbers.open(account.sealedNumbers);
    const sealedForPayment = this.numbers.sealForPayment({ ...numbers, accountType, accountHolderName: holderName });
    return done({ ...numbers, id: Number(id), name, holderName, holderType, accountType, lastFour, fingerprint, sealedForPayment });
  }
}

function unusable(account: LockedBankAccount): Refusal | undefined {
  const state = stateOf(account);
  return state === 'USABLE' ? undefined : { code: CODES[state], message: explanationOf(account), field: 'bankAccountId' };
}
