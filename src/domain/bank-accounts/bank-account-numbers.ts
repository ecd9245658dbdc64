import { createHmac, randomBytes } from 'node:crypto';
import type { Keyring } from '../../kernel/keyring';
import type { Database } from '../../persistence/database';
import type { BankAccountType } from '../../persistence/entities/bank-account.entity';
import type { SealedKeyRepository } from '../../persistence/repositories/sealed-key.repository';

/** The whole of a bank account's numbers: secret. They never leave for answers, logs, mails or the audit log. */
export interface AccountNumbers {
  routingNumber: string;
  accountNumber: string;
}

/** A bank account as a payer authorised that it be drawn on. */
export interface AuthorisedBankAccount extends AccountNumbers {
  accountType: BankAccountType;
  accountHolderName: string;
}

/** What each sealed text is for; nothing opens for another purpose. */
export const BANK_ACCOUNT_PURPOSES = { numbers: 'bank-account', forPayment: 'payment', key: 'sealed-key' } as const;

const KEY_NAME = 'bank-account-fingerprint';
const KEY_LENGTH = 32;

/** Seals and opens numbers of bank accounts, and tells whether two accounts are the same without opening either. */
export class BankAccountNumbers {
  private key: Promise<Buffer> | undefined;

  constructor(
    private readonly database: Database,
    private readonly keys: SealedKeyRepository,
    private readonly keyring: Keyring,
  ) {}

  seal({ routingNumber, accountNumber }: AccountNumbers): string {
    return this.keyring.seal(JSON.stringify({ routingNumber, accountNumber }), BANK_ACCOUNT_PURPOSES.numbers);
  }

  /** @throws UnsealError when its key is gone. */
  open(sealed: string): AccountNumbers {
    return JSON.parse(this.keyring.open(sealed, BANK_ACCOUNT_PURPOSES.numbers)) as AccountNumbers;
  }

  /** The copy that goes with a payment: what was authorised stays, whatever becomes of the bank account. */
  sealForPayment({ routingNumber, accountNumber, accountType, accountHolderName }: AuthorisedBankAccount): string {
    const authorised = { routingNumber, accountNumber, accountType, accountHolderName };
    return this.keyring.seal(JSON.stringify(authorised), BANK_ACCOUNT_PURPOSES.forPayment);
  }

  /** @throws UnsealError when its key is gone. */
  openForPayment(sealed: string): AuthorisedBankAccount {
    return JSON.parse(this.keyring.open(sealed, BANK_ACCOUNT_PURPOSES.forPayment)) as AuthorisedBankAccount;
  }

  /** The same for the same account, however its number is spaced or hyphenated; by a key of this database's own, so that nobody can try numbers out. */
  async fingerprint({ routingNumber, accountNumber }: AccountNumbers, accountType: BankAccountType): Promise<Buffer> {
    return this.digest([routingNumber, accountNumber.replace(/[\s-]/g, '').toUpperCase(), accountType]);
  }

  /** A digest of facts among which are numbers, by the same key. */
  async digest(facts: readonly (string | null)[]): Promise<Buffer> {
    const key = await this.loadKey();
    return createHmac('sha256', key)
      .update(facts.map((fact) => fact ?? '').join('|'))
      .digest();
  }

  /** Kept in memory once it is known; a failure is not. */
  private loadKey(): Promise<Buffer> {
    this.key ??= this.findKey().catch((error: unknown) => {
      this.key = undefined;
      throw error;
    });
    return this.key;
  }

  private async findKey(): Promise<Buffer> {
    const sealed = (await this.keys.find(KEY_NAME)) ?? (await this.makeKey());
    return Buffer.from(this.keyring.open(sealed, BANK_ACCOUNT_PURPOSES.key), 'base64');
  }

  private makeKey(): Promise<string> {
    const made = this.keyring.seal(randomBytes(KEY_LENGTH).toString('base64'), BANK_ACCOUNT_PURPOSES.key);
    return this.database.transaction((transaction) => this.keys.saveFirst(transaction, KEY_NAME, made));
  }
}

/** The last four characters of an account number; fewer of a short one, so that never all of it is shown. */
export function lastFourOf(accountNumber: string): string {
  const bare = accountNumber.replace(/[\s-]/g, '');
  return bare.slice(-Math.min(4, Math.max(1, bare.length - 2)));
}
