/** What kind of account an entry goes to. The first digit of the code says it. */
export type AccountKind = 'CHECKING' | 'SAVINGS' | 'GENERAL_LEDGER' | 'LOAN';

/**
 * `PAYMENT` moves money; `PRENOTE` moves none and asks whether the account is right; `ZERO_DOLLAR` moves none and carries remittance data;
 * `RETURN` sends an entry back or notifies of a change.
 */
export type EntryUse = 'PAYMENT' | 'PRENOTE' | 'ZERO_DOLLAR' | 'RETURN';

/** What a two-digit transaction code says. */
export interface TransactionCode {
  account: AccountKind;
  direction: 'CREDIT' | 'DEBIT';
  use: EntryUse;
}

const ACCOUNTS: Record<string, AccountKind> = { 2: 'CHECKING', 3: 'SAVINGS', 4: 'GENERAL_LEDGER', 5: 'LOAN' };
const USES: Record<string, [TransactionCode['direction'], EntryUse]> = {
  1: ['CREDIT', 'RETURN'],
  2: ['CREDIT', 'PAYMENT'],
  3: ['CREDIT', 'PRENOTE'],
  4: ['CREDIT', 'ZERO_DOLLAR'],
  6: ['DEBIT', 'RETURN'],
  7: ['DEBIT', 'PAYMENT'],
  8: ['DEBIT', 'PRENOTE'],
  9: ['DEBIT', 'ZERO_DOLLAR'],
};
/** Loan accounts take credits; the one debit, 55, reverses a credit and comes back as 56 (Appendix Three, "Transaction Codes"). */
const LOAN_CODES: Record<string, TransactionCode | undefined> = {
  55: { account: 'LOAN', direction: 'DEBIT', use: 'PAYMENT' },
  57: undefined,
  58: undefined,
  59: undefined,
};
const CODES = new Map<string, TransactionCode>();
for (const [first, account] of Object.entries(ACCOUNTS))
  for (const [second, [direction, use]] of Object.entries(USES)) CODES.set(first + second, { account, direction, use });
for (const [code, meaning] of Object.entries(LOAN_CODES)) {
  if (meaning) CODES.set(code, meaning);
  else CODES.delete(code);
}

/** What a transaction code says; `undefined` for one the rules do not know. */
export function transactionCodeOf(code: string): TransactionCode | undefined {
  return CODES.get(code);
}

/** The code under which an entry comes back, or is notified of a change: 22, 23, 24 → 21; 27, 28, 29 → 26; and so for each kind of account. */
export function returnTransactionCode(code: string): string | undefined {
  const meaning = CODES.get(code);
  return meaning && `${code[0]}${meaning.direction === 'CREDIT' ? '1' : '6'}`;
}
