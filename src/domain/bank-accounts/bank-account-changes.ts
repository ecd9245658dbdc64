import { systemActor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { isRoutingNumber } from '../../kernel/routing-number';
import { correctionCodeOf } from '../../nacha/correction-code';
import { returnCodeOf } from '../../nacha/return-code-table';
import type { Transaction } from '../../persistence/database';
import type { BankAccountType } from '../../persistence/entities/bank-account.entity';
import type { BankAccountRepository, LockedBankAccount } from '../../persistence/repositories/bank-account.repository';
import { statedAccountNumber } from './account-number';
import { called, type BankAccountNotices } from './bank-account-notices';
import { lastFourOf, type AccountNumbers, type BankAccountNumbers } from './bank-account-numbers';
import type { BankDirectory } from './bank-directory';

/** A notification of change as the payer's bank sent it: what is right, null where it says nothing (Nacha Operating Rules, Appendix Five). */
export interface BankAccountCorrection {
  /** `C01`, `C02` … */
  code: string;
  receivedOn: string;
  routingNumber: string | null;
  accountNumber: string | null;
  accountType: BankAccountType | null;
  accountHolderName: string | null;
}

/** What a payment was drawn from: the account, and its fingerprint as it was when the payment was authorised. */
export interface DrawnFrom {
  bankAccountId: number;
  bankAccountFingerprint: Buffer;
}

/** What changes by banks need. */
export interface BankAccountChangeParts {
  accounts: BankAccountRepository;
  numbers: BankAccountNumbers;
  banks: BankDirectory;
  notices: BankAccountNotices;
  clock: Clock;
}

/** The numbers and type that a correction makes of an account. */
interface Corrected {
  numbers: AccountNumbers;
  accountType: BankAccountType;
  fingerprint: Buffer;
}

const BANK = systemActor("the payer's bank");

/** Reasons that say that the numbers, not the account holder or the holder's consent, are at fault: closed, not found, sold, no such bank. */
const ABOUT_NUMBERS: ReadonlySet<string> = new Set(['R02', 'R03', 'R04', 'R12', 'R13', 'R28']);

/** What banks make known of the bank accounts that users pay from. Everything here may be told again without harm. */
export class BankAccountChanges {
  constructor(private readonly parts: BankAccountChangeParts) {}

  /**
   * A return stops the account, and whatever else here is the same bank account, whoever has it. Their owners are told. Where the account was
   * corrected since, a reason that is about the numbers stops only what still has them. True when the account itself is stopped.
   */
  async stop(transaction: Transaction, { bankAccountId, bankAccountFingerprint }: DrawnFrom, reasonCode: string): Promise<boolean> {
    const { accounts } = this.parts;
    const account = await accounts.lock(transaction, bankAccountId);
    if (!account) return false;
    const isMeant = account.fingerprint.equals(bankAccountFingerprint) || !ABOUT_NUMBERS.has(reasonCode);
    const same = await accounts.lockSame(transaction, bankAccountFingerprint);
    const sameNow = isMeant ? [account, ...(await accounts.lockSame(transaction, account.fingerprint))] : [];
    const all = new Map([...sameNow, ...same].map((one) => [one.id, one]));
    for (const one of all.values()) if (one.stoppedAt === null) await this.stopOne(transaction, one, reasonCode);
    return isMeant || account.stoppedAt !== null;
  }

  /**
   * Applies a correction where it is beyond doubt. Where it is not (a number that cannot be, an account that the user has already, another holder's
   * name) nothing is overwritten: the user is asked to look, and nothing is drawn before.
   */
  async correct(transaction: Transaction, bankAccountId: number, correction: BankAccountCorrection): Promise<void> {
    const { accounts, numbers, clock } = this.parts;
    const account = await accounts.lock(transaction, bankAccountId);
    if (account?.isKept !== true || !concernsAccount(correction)) return;
    const { code, receivedOn, routingNumber, accountNumber, accountType, accountHolderName } = correction;
    const digest = await numbers.digest([code, receivedOn, routingNumber, accountNumber, accountType, accountHolderName]);
    if (!(await accounts.saveCorrection(transaction, bankAccountId, digest, clock.now()))) return;
    const corrected = await this.read(account, correction);
    if (corrected?.fingerprint.equals(account.fingerprint)) return;
    if (corrected && !(await this.isTaken(transaction, account, corrected.fingerprint)))
      await this.apply(transaction, account, corrected, code);
    else await this.ask(transaction, account, code);
  }

  private async stopOne(transaction: Transaction, account: LockedBankAccount, reasonCode: string): Promise<void> {
    const { accounts, notices, clock } = this.parts;
    await accounts.save(transaction, account.id, { stoppedAt: clock.now(), stopReasonCode: reasonCode });
    const reason = returnCodeOf(reasonCode)?.forPayer ?? 'It gave no reason that we know.';
    const letter = `Your bank returned a payment from your bank account ${called(account)}, so we draw nothing more from it. ${reason}`;
    await notices.tell(transaction, BANK, account, {
      action: 'BANK_ACCOUNT_STOP',
      summary: `stopped by return ${reasonCode}.`,
      after: { state: 'STOPPED', returnReason: reasonCode },
      ...(account.isKept === true && { letter }),
    });
  }

  /** Undefined where the correction leaves doubt. */
  private async read(account: LockedBankAccount, correction: BankAccountCorrection): Promise<Corrected | undefined> {
    if (correction.accountHolderName !== null || correctsName(correction)) return undefined;
    const current = this.parts.numbers.open(account.sealedNumbers);
    const routingNumber = correction.routingNumber ?? current.routingNumber;
    const accountNumber = statedAccountNumber(correction.accountNumber ?? current.accountNumber);
    const accountType = correction.accountType ?? account.accountType;
    const saysWhat = correction.routingNumber !== null || correction.accountNumber !== null || correction.accountType !== null;
    if (!saysWhat || accountNumber === undefined || !isRoutingNumber(routingNumber)) return undefined;
    const numbers = { routingNumber, accountNumber };
    return { numbers, accountType, fingerprint: await this.parts.numbers.fingerprint(numbers, accountType) };
  }

  /** Whether the user has that account as another one, or a return has stopped it. */
  private async isTaken(transaction: Transaction, { userId }: LockedBankAccount, fingerprint: Buffer): Promise<boolean> {
    const { accounts } = this.parts;
    const same = await accounts.lockSame(transaction, fingerprint);
    return same.some((other) => other.userId === userId) || accounts.isStopped(transaction, fingerprint);
  }

  private async apply(transaction: Transaction, account: LockedBankAccount, corrected: Corrected, code: string): Promise<void> {
    const { accounts, numbers, banks, notices } = this.parts;
    const { accountType, fingerprint } = corrected;
    const lastFour = lastFourOf(corrected.numbers.accountNumber);
    const [before, after] = [
      { lastFour: account.lastFour, accountType: account.accountType, bankName: account.bankName },
      { lastFour, accountType, bankName: banks.nameOf(corrected.numbers.routingNumber) },
    ];
    const name = account.name.replace(`…${account.lastFour}`, `…${lastFour}`);
    const sealedNumbers = numbers.seal(corrected.numbers);
    await accounts.save(transaction, account.id, { ...after, name, sealedNumbers, fingerprint, correctionCode: code });
    await notices.tell(transaction, BANK, account, {
      action: 'BANK_ACCOUNT_CORRECT',
      summary: `corrected by notification ${code}.`,
      before,
      after,
      letter: `Your bank told us how your bank account ${called(account)} should read, and we have changed it accordingly: it is now called ${called({ name, lastFour })}.`,
    });
  }

  private async ask(transaction: Transaction, account: LockedBankAccount, code: string): Promise<void> {
    const { accounts, notices } = this.parts;
    await accounts.save(transaction, account.id, { correctionCode: code, needsConfirmation: true });
    await notices.tell(transaction, BANK, account, {
      action: 'BANK_ACCOUNT_CORRECT',
      summary: `notification ${code} leaves doubt; its owner must confirm it.`,
      after: { needsConfirmation: true },
      letter: `Your bank told us that something about your bank account ${called(account)} should read otherwise. Please look at it in the portal and confirm it; we draw nothing from it before.`,
    });
  }
}

/** Notifications about an addendum, an id or an SEC code are none of the account holder's. */
function concernsAccount({ code, routingNumber, accountNumber, accountType, accountHolderName }: BankAccountCorrection): boolean {
  if ([routingNumber, accountNumber, accountType, accountHolderName].some((value) => value !== null)) return true;
  const fields = correctionCodeOf(code)?.corrects ?? [];
  return fields.some((field) => ['ACCOUNT_NUMBER', 'ROUTING_NUMBER', 'TRANSACTION_CODE', 'INDIVIDUAL_NAME'].includes(field));
}

function correctsName({ code }: BankAccountCorrection): boolean {
  return correctionCodeOf(code)?.corrects.includes('INDIVIDUAL_NAME') === true;
}
