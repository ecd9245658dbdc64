import type { Database, Transaction } from '../database';
import { EftBatchEntity } from '../entities/payment-hand-over.entity';

/** ASPIRE's EFT batches as last seen. */
export class EftBatchRepository {
  constructor(private readonly database: Database) {}

  /** Each batch's number and state. */
  listStates(batchNumbers: readonly number[]): Promise<Pick<EftBatchEntity, 'batchNumber' | 'state'>[]> {
    if (batchNumbers.length === 0) return Promise.resolve([]);
    return this.database.rows('SELECT batch_number AS batchNumber, state FROM eft_batches WHERE batch_number IN (?)', [batchNumbers]);
  }

  async save(transaction: Transaction, batches: readonly EftBatchEntity[]): Promise<void> {
    if (batches.length > 0) await transaction.upsert(EftBatchEntity, [...batches], ['batchNumber']);
  }

  /** Forgets them all: they were those of another life of ASPIRE's database. */
  async removeAll(transaction: Transaction): Promise<void> {
    await transaction.query('DELETE FROM eft_batches');
  }

  /** The number of a batch posted after `since` whose range holds the day; the latest one, undefined where there is none. */
  async findPosted(dueOn: string, since: Date): Promise<number | undefined> {
    const [row] = await this.database.rows<{ batchNumber: number }>(
      `SELECT batch_number AS batchNumber FROM eft_batches
       WHERE state = 'POSTED' AND posted_at > ? AND due_from <= ? AND due_to >= ? ORDER BY batch_number DESC LIMIT 1`,
      [since, dueOn, dueOn],
    );
    return row?.batchNumber;
  }
}
