import type { Database, Transaction } from '../database';

/** Keys that the database keeps sealed. */
export class SealedKeyRepository {
  constructor(private readonly database: Database) {}

  async find(name: string): Promise<string | undefined> {
    const [row] = await this.database.rows<{ sealedKey: string }>('SELECT sealed_key AS sealedKey FROM sealed_keys WHERE name = ?', [name]);
    return row?.sealedKey;
  }

  /**
   * Keeps the key unless there is one of that name, and tells which one is kept. It counts once the transaction is committed: of two nodes
   * of a cluster that make one at once, one starts anew and finds the other's.
   */
  async saveFirst(transaction: Transaction, name: string, sealedKey: string): Promise<string> {
    // Unlike INSERT IGNORE, this takes the one lock that the read wants, too: of many that come at once none deadlocks.
    await transaction.query('INSERT INTO sealed_keys (name, sealed_key) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = name', [
      name,
      sealedKey,
    ]);
    const [row] = await transaction.query<{ sealedKey: string }[]>(
      'SELECT sealed_key AS sealedKey FROM sealed_keys WHERE name = ? FOR UPDATE',
      [name],
    );
    return (row as { sealedKey: string }).sealedKey;
  }
}
