import type { PageRequest } from '../../kernel/page';
import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Database } from '../database';
import type { PaymentEntity } from '../entities/payment.entity';
import { allOf, isOneOf, keyset, type Keyset, type Sql } from './sql';
import { visibleContract } from './visible-contract';

/** A payment as read for a viewer. */
export type PaymentRow = Omit<PaymentEntity, 'accountId' | 'syncedAt'> & { syncedAt: string };

export interface PaymentFilter {
  contractId?: number | undefined;
}

const COLUMNS = `payment.id, payment.contract_id AS contractId, payment.received_on AS receivedOn, payment.amount_cents AS amountCents,
  payment.currency_code AS currencyCode, payment.method, payment.reference, payment.returned_on AS returnedOn,
  payment.return_reason_code AS returnReasonCode, payment.synced_at AS syncedAt`;
const FROM = 'FROM contracts c JOIN payments payment ON payment.contract_id = c.id';

/** Payments received, as a viewer may see them: exactly those on visible contracts. */
export class PaymentRepository {
  constructor(private readonly database: Database) {}

  /** The viewer's payments by the day they were received. */
  list(scope: ViewerScope, filter: PaymentFilter, descending: boolean, page: PageRequest): Promise<PaymentRow[]> {
    const { beyond, orderBy, limit } = keyset(byReceipt(descending), page);
    const where = allOf([matching(scope, filter), beyond]);
    return this.database.rows(`SELECT ${COLUMNS} ${FROM} WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`, [...where.values, limit]);
  }

  async count(scope: ViewerScope, filter: PaymentFilter): Promise<number> {
    const where = matching(scope, filter);
    const rows = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total ${FROM} WHERE ${where.text}`, where.values);
    return rows[0]?.total ?? 0;
  }

  findByIds(scope: ViewerScope, ids: readonly number[]): Promise<PaymentRow[]> {
    const where = allOf([isOneOf('payment.id', ids), visibleContract('c', scope)]);
    return this.database.rows(`SELECT ${COLUMNS} ${FROM} WHERE ${where.text}`, where.values);
  }

  /** One page for each contract, in one statement. Contracts the viewer may not see have none. */
  listByContracts(scope: ViewerScope, contractIds: readonly number[], descending: boolean, page: PageRequest): Promise<PaymentRow[]> {
    const { beyond, orderBy, limit } = keyset(byReceipt(descending), page);
    const pages = contractIds.map((contractId): Sql => {
      const where = allOf([{ text: 'payment.contract_id = ?', values: [contractId] }, beyond]);
      return {
        text: `(SELECT payment.id FROM payments payment WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?)`,
        values: [...where.values, limit],
      };
    });
    const visible = visibleContract('c', scope);
    return this.database.rows(
      `SELECT ${COLUMNS} FROM (${pages.map((part) => part.text).join(' UNION ALL ')}) page
       JOIN payments payment ON payment.id = page.id JOIN contracts c ON c.id = payment.contract_id
       WHERE ${visible.text} ORDER BY payment.contract_id, ${orderBy}`,
      [...pages.flatMap((part) => part.values), ...visible.values],
    );
  }

  /** How many payments each contract has. */
  countByContracts(scope: ViewerScope, contractIds: readonly number[]): Promise<{ contractId: number; total: number }[]> {
    const where = allOf([isOneOf('c.id', contractIds), visibleContract('c', scope)]);
    return this.database.rows(`SELECT c.id AS contractId, COUNT(*) AS total ${FROM} WHERE ${where.text} GROUP BY c.id`, where.values);
  }
}

function byReceipt(descending: boolean): Keyset {
  return { column: 'payment.received_on', idColumn: 'payment.id', descending };
}

function matching(scope: ViewerScope, filter: PaymentFilter): Sql {
  const contract: Sql | undefined = filter.contractId === undefined ? undefined : { text: 'c.id = ?', values: [filter.contractId] };
  return allOf([visibleContract('c', scope), contract]);
}
