import { instantOf } from '../../kernel/instant';
import type { Database, Transaction } from '../database';
import type { ServicingStateEntity } from '../entities/sync-schedule.entity';
import { affectedBy } from './sql';

/** What is known of the servicing system itself. */
export type ServicingStateRow = Omit<ServicingStateEntity, 'id'>;

/** What the servicing system says of itself. */
export type ServicingFacts = Pick<ServicingStateEntity, 'product' | 'version' | 'minimumVersion' | 'isSupported'>;

type Raw = Omit<ServicingStateRow, 'isSupported' | 'describedAt' | 'haltedAt'> & {
  isSupported: number;
  describedAt: string | null;
  haltedAt: string | null;
};

/** What the servicing system last said of itself, and why the sync stands still if it does: the same for every process. */
export class ServicingStateRepository {
  constructor(private readonly database: Database) {}

  /** Undefined before the servicing system was ever asked. */
  async find(): Promise<ServicingStateRow | undefined> {
    const [raw] = await this.database.rows<Raw>(
      `SELECT product, version, minimum_version AS minimumVersion, is_supported AS isSupported, described_at AS describedAt,
         halted_at AS haltedAt, halt_reason AS haltReason FROM servicing_states WHERE id = 1`,
    );
    if (!raw) return undefined;
    const at = (text: string | null): Date | null => (text === null ? null : instantOf(text));
    return { ...raw, isSupported: raw.isSupported === 1, describedAt: at(raw.describedAt), haltedAt: at(raw.haltedAt) };
  }

  saveFacts({ product, version, minimumVersion, isSupported }: ServicingFacts, at: Date): Promise<void> {
    return this.database.execute(
      `INSERT INTO servicing_states (id, product, version, minimum_version, is_supported, described_at) VALUES (1, ?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE product = VALUES(product), version = VALUES(version), minimum_version = VALUES(minimum_version),
         is_supported = VALUES(is_supported), described_at = VALUES(described_at)`,
      [product, version, minimumVersion, isSupported, at],
    );
  }

  /** Notes that the sync stands still; what `told` writes is written if, and only if, it did not before. */
  async halt(reason: string, at: Date, told?: (transaction: Transaction) => Promise<void>): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await transaction.query('INSERT IGNORE INTO servicing_states (id) VALUES (1)');
      const changed = await affectedBy(
        transaction,
        'UPDATE servicing_states SET halted_at = ?, halt_reason = ? WHERE id = 1 AND halted_at IS NULL',
        [at, reason.slice(0, 1000)],
      );
      if (changed > 0) await told?.(transaction);
    });
  }

  /** Notes that the sync goes on; true when it stood still before. */
  async resume(): Promise<boolean> {
    return this.database.transaction(
      async (transaction) =>
        (await affectedBy(
          transaction,
          'UPDATE servicing_states SET halted_at = NULL, halt_reason = NULL WHERE id = 1 AND halted_at IS NOT NULL',
          [],
        )) > 0,
    );
  }
}
