import type { Database, SqlValue, Transaction } from '../database';
import { BankAccountEntity } from '../entities/bank-account.entity';
import { affectedBy, generatedId, insertUnlessDuplicate, isOneOf } from './sql';

/** A bank account as it is read: without its numbers; instants as text. */
export interface BankAccountRow extends Omit<BankAccountEntity, Hidden> {
  /** The default one of its user. */
  isDefault: boolean;
  checkedAt: string | null;
  stoppedAt: string | null;
  createdAt: string;
  removedAt: string | null;
}

type Hidden = 'user' | 'sealedNumbers' | 'fingerprint' | 'defaultOf' | 'checkedAt' | 'stoppedAt' | 'createdAt' | 'removedAt';
type ReadRow = Omit<BankAccountRow, 'isDefault' | 'needsConfirmation' | 'isKept'> &
  Record<'isDefault' | 'needsConfirmation' | 'isKept', 0 | 1>;

/** A bank account under lock. */
export type LockedBankAccount = Omit<BankAccountEntity, 'user'>;
export type NewBankAccount = Omit<BankAccountEntity, 'id' | 'user'>;

/** What may be changed of a bank account; what is left out stays. */
export type BankAccountChange = Partial<Omit<BankAccountEntity, 'id' | 'userId' | 'user' | 'createdAt'>>;

const COLUMNS = `account.id, account.user_id AS userId, account.name, account.holder_name AS holderName, account.holder_type AS holderType,
  account.account_type AS accountType, account.last_four AS lastFour, account.bank_name AS bankName, account.check_result AS checkResult,
  account.checked_at AS checkedAt, account.stopped_at AS stoppedAt, account.stop_reason_code AS stopReasonCode,
  account.correction_code AS correctionCode, account.needs_confirmation AS needsConfirmation, account.default_of IS NOT NULL AS isDefault,
  COALESCE(account.is_kept, 0) AS isKept, account.created_at AS createdAt, account.removed_at AS removedAt`;

/** Bank accounts that users pay from. Every read but one for staff names the users whose accounts it may show. */
export class BankAccountRepository {
  constructor(private readonly database: Database) {}

  /** The accounts that a user has and has not removed: the default one first, then the newest. */
  listKept(userId: number): Promise<BankAccountRow[]> {
    return this.read('account.user_id = ? AND account.is_kept = 1 ORDER BY isDefault DESC, account.id DESC', [userId]);
  }

  /** Of each of the users, those removed as well; newest first. */
  listAllOf(userIds: readonly number[]): Promise<BankAccountRow[]> {
    const where = isOneOf('account.user_id', userIds);
    return this.read(`${where.text} ORDER BY account.id DESC`, where.values);
  }

  /** Whoever's they are, removed ones as well. */
  findForStaff(ids: readonly number[]): Promise<BankAccountRow[]> {
    const where = isOneOf('account.id', ids);
    return this.read(where.text, where.values);
  }

  /** Those of the accounts that are the user's, removed ones as well. */
  findByIds(userId: number, ids: readonly number[]): Promise<BankAccountRow[]> {
    const where = isOneOf('account.id', ids);
    return this.read(`account.user_id = ? AND ${where.text}`, [userId, ...where.values]);
  }

  /** Whether the user has an account with that fingerprint and has not removed it. */
  async isKept(userId: number, fingerprint: Buffer): Promise<boolean> {
    const rows = await this.database.rows('SELECT 1 FROM bank_accounts WHERE user_id = ? AND fingerprint = ? AND is_kept = 1', [
      userId,
      fingerprint,
    ]);
    return rows.length > 0;
  }

  /** The numbers and type of a user's account, sealed, with what its state hangs on; undefined for another's or a removed one. */
  async findSealed(userId: number, id: number): Promise<(BankAccountRow & Pick<BankAccountEntity, 'sealedNumbers'>) | undefined> {
    const [row] = await this.findByIds(userId, [id]);
    if (!row?.isKept) return undefined;
    const [sealed] = await this.database.rows<Pick<BankAccountEntity, 'sealedNumbers'>>(
      'SELECT sealed_numbers AS sealedNumbers FROM bank_accounts WHERE id = ?',
      [id],
    );
    return sealed && { ...row, ...sealed };
  }

  /** Locks a bank account until the transaction ends, whoever's it is; undefined for an unknown one. */
  async lock(transaction: Transaction, id: number): Promise<LockedBankAccount | undefined> {
    return (await transaction.findOne(BankAccountEntity, { where: { id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Locks what a user has and has not removed, newest first. */
  lockKept(transaction: Transaction, userId: number): Promise<LockedBankAccount[]> {
    return transaction.find(BankAccountEntity, {
      where: { userId, isKept: true },
      order: { id: 'DESC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Locks every account with that fingerprint that was not removed, whoever's it is. */
  lockSame(transaction: Transaction, fingerprint: Buffer): Promise<LockedBankAccount[]> {
    return transaction.find(BankAccountEntity, {
      where: { fingerprint, isKept: true },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Whether a return has stopped the bank account with that fingerprint, whoever has or had it here. */
  async isStopped(transaction: Transaction, fingerprint: Buffer): Promise<boolean> {
    const sql = 'SELECT 1 FROM bank_accounts WHERE fingerprint = ? AND stopped_at IS NOT NULL LIMIT 1';
    return (await transaction.query<unknown[]>(sql, [fingerprint])).length > 0;
  }

  /** Undefined when the user has an account with that fingerprint. */
  async saveNew(transaction: Transaction, account: NewBankAccount): Promise<number | undefined> {
    const inserted = await insertUnlessDuplicate(() => transaction.insert(BankAccountEntity, account));
    return inserted && generatedId(inserted);
  }

  async save(transaction: Transaction, id: number, change: BankAccountChange): Promise<void> {
    await transaction.update(BankAccountEntity, { id }, change);
  }

  /** Makes an account its user's default one in the place of another; null for none. */
  async saveDefault(transaction: Transaction, userId: number, id: number | null): Promise<void> {
    await transaction.update(BankAccountEntity, { defaultOf: userId }, { defaultOf: null });
    if (id !== null) await transaction.update(BankAccountEntity, { id, userId }, { defaultOf: userId });
  }

  /** Remembers that a correction was taken into account; false when it was before. */
  async saveCorrection(transaction: Transaction, bankAccountId: number, digest: Buffer, at: Date): Promise<boolean> {
    const inserted = await affectedBy(
      transaction,
      'INSERT IGNORE INTO bank_account_corrections (bank_account_id, digest, taken_at) VALUES (?, ?, ?)',
      [bankAccountId, digest, at],
    );
    return inserted === 1;
  }

  private async read(condition: string, values: readonly SqlValue[]): Promise<BankAccountRow[]> {
    const rows = await this.database.rows<ReadRow>(`SELECT ${COLUMNS} FROM bank_accounts account WHERE ${condition}`, values);
    return rows.map((row) => ({
      ...row,
      isDefault: row.isDefault === 1,
      needsConfirmation: row.needsConfirmation === 1,
      isKept: row.isKept === 1 ? true : null,
    }));
  }
}
