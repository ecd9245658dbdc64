import type { Database, Transaction } from '../database';
import type { ThrottleEntity } from '../entities/throttle.entity';

/** How often something was guessed; what that means is the rule's. */
export type ThrottleCount = Pick<ThrottleEntity, 'keyHash' | 'rule' | 'guesses' | 'endsAt'>;

/** So many rows are removed in one statement, so that no guess waits long for it. */
const REMOVED_AT_ONCE = 1_000;

/** Counts of guesses, shared by all processes. */
export class ThrottleRepository {
  constructor(private readonly database: Database) {}

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
  async takeBack(keyHashes: readonly Buffer[]): Promise<void> {
    if (keyHashes.length === 0) return;
    await this.database.execute('UPDATE throttles SET guesses = guesses - 1 WHERE key_hash IN (?) AND guesses > 0', [keyHashes]);
  }

  /** Forgets the counts. */
  async remove(keyHashes: readonly Buffer[]): Promise<void> {
    if (keyHashes.length === 0) return;
    await this.database.execute('DELETE FROM throttles WHERE key_hash IN (?)', [keyHashes]);
  }

  /** Removes the counts of these rules that have ended; tells how many. */
  async removeEnded(rules: readonly string[], now: Date): Promise<number> {
    let removed = 0;
    for (const rule of rules) {
      for (let batch = REMOVED_AT_ONCE; batch === REMOVED_AT_ONCE; removed += batch) batch = await this.removeSome(rule, now);
    }
    return removed;
  }

  private async removeSome(rule: string, now: Date): Promise<number> {
    const { affectedRows } = await this.database.transaction((transaction) =>
      transaction.query<{ affectedRows: number }>(
        `DELETE FROM throttles WHERE rule = ? AND ends_at <= ? ORDER BY ends_at LIMIT ${REMOVED_AT_ONCE}`,
        [rule, now],
      ),
    );
    return affectedRows;
  }

  private async write(transaction: Transaction, counts: readonly ThrottleCount[], otherwise: string): Promise<void> {
    await transaction.query(
      `INSERT INTO throttles (key_hash, rule, guesses, ends_at) VALUES ${counts.map(() => '(?, ?, ?, ?)').join(', ')}
       ON DUPLICATE KEY UPDATE ${otherwise}`,
      counts.flatMap(({ keyHash, rule, guesses, endsAt }) => [keyHash, rule, guesses, endsAt]),
    );
  }
}
