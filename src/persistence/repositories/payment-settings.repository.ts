import type { Database, Transaction } from '../database';
import { PaymentSettingsEntity } from '../entities/payment-hand-over.entity';

/** The finance company's own switch of payments. */
export type PaymentSettings = Pick<PaymentSettingsEntity, 'paymentsAreOn' | 'version'>;

const ONLY_ROW = 1;
/** Until somebody touches the switch, payments are on. */
const UNTOUCHED: PaymentSettings = { paymentsAreOn: true, version: 1 };

/** Where it is kept whether people can pay. */
export class PaymentSettingsRepository {
  constructor(private readonly database: Database) {}

  async find(): Promise<PaymentSettings> {
    const [row] = await this.database.rows<{ paymentsAreOn: 0 | 1; version: number }>(
      'SELECT payments_are_on AS paymentsAreOn, version FROM payment_settings WHERE id = ?',
      [ONLY_ROW],
    );
    return row ? { paymentsAreOn: row.paymentsAreOn === 1, version: row.version } : UNTOUCHED;
  }

  /** Whether payments are on for all sites and for this one; false for an unknown site. */
  async areOnAt(siteId: number): Promise<boolean> {
    const rows = await this.database.rows(
      `SELECT 1 FROM sites site WHERE site.id = ? AND site.payments_are_on = 1
         AND NOT EXISTS (SELECT 1 FROM payment_settings settings WHERE settings.id = ? AND settings.payments_are_on = 0)`,
      [siteId, ONLY_ROW],
    );
    return rows.length > 0;
  }

  /** The life of ASPIRE's database in which payments were last seen; null before the first look. */
  async findServicingEpoch(): Promise<string | null> {
    const [row] = await this.database.rows<{ epoch: string | null }>('SELECT servicing_epoch AS epoch FROM payment_settings WHERE id = ?', [
      ONLY_ROW,
    ]);
    return row?.epoch ?? null;
  }

  /** Locks the settings until the transaction ends; makes the row at first use. */
  async lock(transaction: Transaction): Promise<PaymentSettingsEntity> {
    await transaction.query('INSERT IGNORE INTO payment_settings (id) VALUES (?)', [ONLY_ROW]);
    const lock = { mode: 'pessimistic_write' } as const;
    return transaction.findOneOrFail(PaymentSettingsEntity, { where: { id: ONLY_ROW }, lock });
  }

  async save(transaction: Transaction, change: Partial<Omit<PaymentSettingsEntity, 'id'>>): Promise<void> {
    await transaction.update(PaymentSettingsEntity, { id: ONLY_ROW }, change);
  }
}
