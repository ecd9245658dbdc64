import type { PageRequest } from '../../kernel/page';
import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Database } from '../database';
import type { ReceivedPaymentEntity } from '../entities/received-payment.entity';
import { ContractPages } from './contract-pages';
import { allOf, compared, isOneOf, keyset, type ByContract, type Keyset, type Sql } from './sql';
import { visibleContract } from './visible-contract';

/** A payment received, as read for a viewer. */
export type ReceivedPaymentRow = Omit<ReceivedPaymentEntity, 'accountId' | 'syncedAt'> & { syncedAt: string };

export interface ReceivedPaymentFilter {
  contractId?: number | undefined;
}

const COLUMNS = `payment.id, payment.contract_id AS contractId, payment.received_on AS receivedOn, payment.amount_cents AS amountCents,
  payment.currency_code AS currencyCode, payment.method, payment.reference, payment.returned_on AS returnedOn,
  payment.return_reason_code AS returnReasonCode, payment.synced_at AS syncedAt`;
const FROM = 'FROM contracts c JOIN received_payments payment ON payment.contract_id = c.id';

/** Payments received, as a viewer may see them: exactly those on visible contracts. */
export class ReceivedPaymentRepository {
  private readonly pages: ContractPages<ReceivedPaymentRow>;

  constructor(private readonly database: Database) {
    this.pages = new ContractPages(database, { table: 'received_payments', alias: 'payment', columns: COLUMNS });
  }

  /** The payments received on the viewer's contracts, by the day they were received. */
  list(scope: ViewerScope, filter: ReceivedPaymentFilter, descending: boolean, page: PageRequest): Promise<ReceivedPaymentRow[]> {
    const { beyond, orderBy, limit } = keyset(byReceipt(descending), page);
    const where = allOf([matching(scope, filter), beyond]);
    return this.database.rows(`SELECT ${COLUMNS} ${FROM} WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`, [...where.values, limit]);
  }

  async count(scope: ViewerScope, filter: ReceivedPaymentFilter): Promise<number> {
    const where = matching(scope, filter);
    const rows = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total ${FROM} WHERE ${where.text}`, where.values);
    return rows[0]?.total ?? 0;
  }

  findByIds(scope: ViewerScope, ids: readonly number[]): Promise<ReceivedPaymentRow[]> {
    const where = allOf([isOneOf('payment.id', ids), visibleContract('c', scope)]);
    return this.database.rows(`SELECT ${COLUMNS} ${FROM} WHERE ${where.text}`, where.values);
  }

  /** One page for each contract, in one statement. Contracts the viewer may not see are absent. */
  listByContracts(
    scope: ViewerScope,
    contractIds: readonly number[],
    descending: boolean,
    page: PageRequest,
  ): Promise<ByContract<ReceivedPaymentRow>> {
    return this.pages.list(scope, contractIds, byReceipt(descending), page);
  }

  /** How many payments received each contract has. */
  countByContracts(scope: ViewerScope, contractIds: readonly number[]): Promise<{ contractId: number; total: number }[]> {
    const where = allOf([isOneOf('c.id', contractIds), visibleContract('c', scope)]);
    return this.database.rows(`SELECT c.id AS contractId, COUNT(*) AS total ${FROM} WHERE ${where.text} GROUP BY c.id`, where.values);
  }
}

function byReceipt(descending: boolean): Keyset {
  return { column: 'payment.received_on', idColumn: 'payment.id', descending };
}

function matching(scope: ViewerScope, filter: ReceivedPaymentFilter): Sql {
  return allOf([visibleContract('c', scope), compared('c.id = ?', filter.contractId)]);
}
