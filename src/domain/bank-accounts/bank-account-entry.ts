import { done, refused, type Outcome, type Refusal } from '../../kernel/outcome';
import type { BankAccountType, HolderType } from '../../persistence/entities/bank-account.entity';
import { typedAccountNumber, typedRoutingNumber } from './account-number';
import { lastFourOf, type AccountNumbers } from './bank-account-numbers';

export type { BankAccountType, HolderType } from '../../persistence/entities/bank-account.entity';

/** A bank account as its owner types it. */
export interface BankAccountEntry extends AccountNumbers {
  holderName: string;
  holderType: HolderType;
  accountType: BankAccountType;
  /** Undefined for one made of its type and last four. */
  name?: string | undefined;
}

/** The same, tidied and named. */
export type TidyBankAccountEntry = BankAccountEntry & { name: string };

const LONGEST_NAME = 60;
const LONGEST_HOLDER_NAME = 100;
const KINDS: Readonly<Record<BankAccountType, string>> = { CHECKING: 'Checking', SAVINGS: 'Savings' };

/** What is typed, tidied; everything that is wrong with it at once. Refused: `ROUTING_NUMBER_INVALID`, `ACCOUNT_NUMBER_INVALID`, `HOLDER_NAME_INVALID`, `NAME_INVALID`. */
export function readEntry(entry: BankAccountEntry): Outcome<TidyBankAccountEntry> {
  const { holderType, accountType } = entry;
  const numbers = readNumbers(entry);
  const holderName = entry.holderName.trim();
  const accountNumber = numbers.done ? numbers.value.accountNumber : '';
  const name = entry.name?.trim() || (numbers.done ? defaultName(accountType, accountNumber) : KINDS[accountType]);
  const refusals: Refusal[] = numbers.done ? [] : [...numbers.refusals];
  refusals.push(...holderNameRefusals(holderName, accountNumber), ...nameRefusals(name, accountNumber));
  if (!numbers.done || refusals.length > 0) return refused(...refusals);
  return done({ ...numbers.value, holderName, holderType, accountType, name });
}

/** Both numbers as typed, tidied. Refused: `ROUTING_NUMBER_INVALID`, `ACCOUNT_NUMBER_INVALID`. */
export function readNumbers(typed: AccountNumbers): Outcome<AccountNumbers> {
  const [routingNumber, accountNumber] = [typedRoutingNumber(typed.routingNumber), typedAccountNumber(typed.accountNumber)];
  if (routingNumber !== undefined && accountNumber !== undefined) return done({ routingNumber, accountNumber });
  return refused(
    ...(routingNumber === undefined ? [ROUTING_NUMBER_INVALID] : []),
    ...(accountNumber === undefined ? [ACCOUNT_NUMBER_INVALID] : []),
  );
}

/** Why a bank account cannot be called that; none when it can. A name is shown everywhere: the account's number is kept out of it. */
export function nameRefusals(name: string, accountNumber: string): Refusal[] {
  return isPrintable(name, LONGEST_NAME) && !shows(name, accountNumber) ? [] : [NAME_INVALID];
}

/** Why the holder cannot be called that; none when they can. */
export function holderNameRefusals(holderName: string, accountNumber: string): Refusal[] {
  return isPrintable(holderName, LONGEST_HOLDER_NAME) && !shows(holderName, accountNumber) ? [] : [HOLDER_NAME_INVALID];
}

/** What an account is called unless its owner says otherwise: "Checking …6789". */
function defaultName(accountType: BankAccountType, accountNumber: string): string {
  return `${KINDS[accountType]} …${lastFourOf(accountNumber)}`;
}

function isPrintable(text: string, longest: number): boolean {
  return text !== '' && [...text].length <= longest && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text);
}

function shows(text: string, accountNumber: string): boolean {
  const bare = (given: string): string => given.replace(/[\s-]/g, '').toUpperCase();
  return accountNumber !== '' && bare(text).includes(bare(accountNumber));
}

const ROUTING_NUMBER_INVALID: Refusal = {
  code: 'ROUTING_NUMBER_INVALID',
  message: 'That is not a routing number: nine digits, the last one of which checks the others. It stands at the lower left of a check.',
  field: 'routingNumber',
};
const ACCOUNT_NUMBER_INVALID: Refusal = {
  code: 'ACCOUNT_NUMBER_INVALID',
  message: 'That is not an account number: 4 to 17 digits or letters.',
  field: 'accountNumber',
};
const HOLDER_NAME_INVALID: Refusal = {
  code: 'HOLDER_NAME_INVALID',
  message: 'Enter the name of the account holder, of up to 100 characters and without the account number.',
  field: 'holderName',
};
const NAME_INVALID: Refusal = {
  code: 'NAME_INVALID',
  message: 'Enter a name of up to 60 characters, without the account number.',
  field: 'name',
};
