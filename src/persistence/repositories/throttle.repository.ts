import { instantOf } from '../../kernel/instant';
import type { Database, SqlValue, Transaction } from '../database';
import type { ThrottleEntity } from '../entities/throttle.entity';

/** How often something was guessed; what that means is the rule's. */
export type ThrottleCount = Pick<ThrottleEntity, 'keyHash' | 'rule' | 'guesses' | 'endsAt'>;

/** So many rows are removed in one statement, so that no guess waits long for it. */
const REMOVED_AT_ONCE = 1_000;

/** Counts of guesses, shared by all processes. */
export class ThrottleRepository {
  constructor(private readonly database: Database) {}

  /** The counts of these keys as they are now; of a key that was never counted, none. */
  async find(keyHashes: readonly Buffer[]): Promise<ThrottleCount[]> {
    const rows = await this.database.rows<Omit<ThrottleCount, 'endsAt'> & { endsAt: string }>(
      'SELECT key_hash AS keyHash, rule, guesses, ends_at AS endsAt FROM throttles WHERE key_hash IN (?)',
      [keyHashes],
    );
    return rows.map((row) => ({ ...row, endsAt: instantOf(row.endsAt) }));
  }

  /** The counts of these keys, ours alone until the transaction ends; a key without one starts at nought. */
  async lock(transaction: Transaction, keys: readonly Pick<ThrottleCount, 'keyHash' | 'rule'>[], now: Date): Promise<ThrottleCount[]> {
    // One order for everybody: two who want the same rows wait for each other, but never both.
    const inOrder = [...keys].sort((one, other) => Buffer.compare(one.keyHash, other.keyHash));
    // An update that changes nothing locks an existing row at once; INSERT IGNORE would share it first, which ends in deadlocks.
    await this.write(
      transaction,
      inOrder.map((key) => ({ ...key, guesses: 0, endsAt: now })),
      'guesses = guesses',
    );
    return transaction.query<ThrottleCount[]>(
      `SELECT key_hash AS keyHash, rule, guesses, ends_at AS endsAt FROM throttles
       WHERE key_hash IN (${inOrder.map(() => '?').join(', ')}) ORDER BY key_hash FOR UPDATE`,
      inOrder.map(({ keyHash }) => keyHash),
    );
  }

  /** Writes counts that `lock` gave. */
  async save(transaction: Transaction, counts: readonly ThrottleCount[]): Promise<void> {
    await this.write(transaction, counts, 'guesses = VALUES(guesses), ends_at = VALUES(ends_at)');
  }

  /** Takes one guess back from each count. */
  takeBack(keyHashes: readonly Buffer[]): Promise<void> {
    return this.change('UPDATE throttles SET guesses = guesses - 1 WHERE guesses > 0', [], keyHashes);
  }

  /** Sets the counts to nought. The rows stay until they are cleared away: removing one that others wait for ends in deadlocks. */
  clear(keyHashes: readonly Buffer[], now: Date): Promise<void> {
    return this.change('UPDATE throttles SET guesses = 0, ends_at = ? WHERE TRUE', [now], keyHashes);
  }

  /** Removes the counts that have ended; tells how many. */
  removeEnded(rules: readonly string[], now: Date): Promise<number> {
    return this.removeWhere('rule IN (?) AND ends_at <= ?', [rules, now]);
  }

  /** Removes the counts at nought; tells how many. */
  removeCleared(rules: readonly string[], now: Date): Promise<number> {
    return this.removeWhere('rule IN (?) AND guesses = 0 AND ends_at <= ?', [rules, now]);
  }

  /** Looks without locks and removes by the keys, in whose order guesses lock them as well. */
  private async removeWhere(condition: string, values: readonly SqlValue[]): Promise<number> {
    const look = `SELECT key_hash AS keyHash FROM throttles WHERE ${condition} LIMIT ${REMOVED_AT_ONCE}`;
    for (let removed = 0; ;) {
      const found = await this.database.rows<{ keyHash: Buffer }>(look, values);
      const keyHashes = found.map(({ keyHash }) => keyHash);
      await this.change(`DELETE FROM throttles WHERE ${condition}`, values, keyHashes);
      removed += found.length;
      if (found.length < REMOVED_AT_ONCE) return removed;
    }
  }

  private async change(statement: string, values: readonly SqlValue[], keyHashes: readonly Buffer[]): Promise<void> {
    if (keyHashes.length === 0) return;
    const inOrder = [...keyHashes].sort((one, other) => Buffer.compare(one, other));
    await this.database.transaction((transaction) => transaction.query(`${statement} AND key_hash IN (?)`, [...values, inOrder]));
  }

  private async write(transaction: Transaction, counts: readonly ThrottleCount[], otherwise: string): Promise<void> {
    await transaction.query(
      `INSERT INTO throttles (key_hash, rule, guesses, ends_at) VALUES ${counts.map(() => '(?, ?, ?, ?)').join(', ')}
       ON DUPLICATE KEY UPDATE ${otherwise}`,
      counts.flatMap(({ keyHash, rule, guesses, endsAt }) => [keyHash, rule, guesses, endsAt]),
    );
  }
}
