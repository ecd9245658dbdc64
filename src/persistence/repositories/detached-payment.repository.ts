import type { PageRequest } from '../../kernel/page';
import type { Database } from '../database';
import { PAYMENT_COLUMNS, type PaymentRow } from './payment.repository';
import { allOf, keyset, type Sql } from './sql';

/** Payments that outlived their contract, for staff. */
export class DetachedPaymentRepository {
  constructor(private readonly database: Database) {}

  /** By contract, then in the order submitted. */
  list(page: PageRequest): Promise<PaymentRow[]> {
    const { beyond, orderBy, limit } = keyset({ column: 'payment.contract_id', idColumn: 'payment.id', descending: false }, page);
    const detached = detachedSince(page);
    const where = allOf([beyond]);
    return this.database.rows(
      `SELECT ${PAYMENT_COLUMNS} FROM (SELECT payment.id ${detached.text} AND ${where.text} ORDER BY ${orderBy} LIMIT ?) page
       JOIN payments payment ON payment.id = page.id ORDER BY ${orderBy}`,
      [...detached.values, ...where.values, limit],
    );
  }

  async count(): Promise<number> {
    const detached = detachedSince(undefined);
    const [row] = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total ${detached.text}`, detached.values);
    return row?.total ?? 0;
  }
}

/** The contracts that payments were made on, from the index of payments by contract, one step each; then those that are not here, with their payments. */
function detachedSince(page: PageRequest | undefined): Sql {
  const contractId = page?.from?.value;
  const onwards = allOf([contractId == null ? undefined : { text: `contract_id ${page?.backward ? '<=' : '>='} ?`, values: [contractId] }]);
  return {
    text: `FROM (SELECT contract_id FROM payments WHERE ${onwards.text} GROUP BY contract_id) paid LEFT JOIN contracts c ON c.id = paid.contract_id
      JOIN payments payment ON payment.contract_id = paid.contract_id WHERE c.id IS NULL`,
    values: onwards.values,
  };
}
