import type { PageRequest } from '../../kernel/page';
import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Database } from '../database';
import type { PaymentEntity, PaymentStatus } from '../entities/payment.entity';
import { ContractPages } from './contract-pages';
import { allOf, compared, isOneOf, keyset, type ByContract, type Keyset, type Sql } from './sql';
import { visibleContract } from './visible-contract';

/** A payment as it is read; instants as text. */
export interface PaymentRow extends Omit<PaymentEntity, Hidden | 'createdAt' | 'updatedAt' | 'postedAt'> {
  createdAt: string;
  updatedAt: string;
  postedAt: string | null;
}

type Hidden = 'order' | 'orderId' | 'bankAccount' | 'bankAccountFingerprint';

export interface PaymentFilter {
  contractId?: number | undefined;
  statuses?: readonly PaymentStatus[] | undefined;
  userId?: number | undefined;
  /** Payments of anybody else. */
  exceptUserId?: number | undefined;
}

/** The columns that make a `PaymentRow`, of a table `payment`. */
export const PAYMENT_COLUMNS = `payment.id, payment.payment_key AS paymentKey, payment.user_id AS userId, payment.site_id AS siteId, payment.contract_id AS contractId,
  payment.bank_account_id AS bankAccountId, payment.amount_cents AS amountCents, payment.currency_code AS currencyCode, payment.due_on AS dueOn,
  payment.sec_code AS secCode, payment.status, payment.created_at AS createdAt, payment.updated_at AS updatedAt,
  payment.alternate_eft_id AS alternateEftId, payment.batch_number AS batchNumber, payment.posted_at AS postedAt,
  payment.trace_number AS traceNumber, payment.file_name AS fileName, payment.received_payment_id AS receivedPaymentId,
  payment.returned_on AS returnedOn, payment.return_reason_code AS returnReasonCode`;
const VISIBLE = 'FROM contracts c JOIN payments payment ON payment.contract_id = c.id';

/** Payments made through the portal, as a viewer may see them: exactly those on visible contracts. */
export class PaymentRepository {
  private readonly pages: ContractPages<PaymentRow>;

  constructor(private readonly database: Database) {
    this.pages = new ContractPages(database, { table: 'payments', alias: 'payment', columns: PAYMENT_COLUMNS });
  }

  /** The viewer's payments by when they were made. */
  list(scope: ViewerScope, filter: PaymentFilter, descending: boolean, page: PageRequest): Promise<PaymentRow[]> {
    const { beyond, orderBy, limit } = keyset(byCreation(descending), page);
    const where = allOf([visibleContract('c', scope), matchingPayments(filter), beyond]);
    return this.database.rows(`SELECT ${PAYMENT_COLUMNS} ${VISIBLE} WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`, [
      ...where.values,
      limit,
    ]);
  }

  async count(scope: ViewerScope, filter: PaymentFilter): Promise<number> {
    const where = allOf([visibleContract('c', scope), matchingPayments(filter)]);
    const [row] = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total ${VISIBLE} WHERE ${where.text}`, where.values);
    return row?.total ?? 0;
  }

  findByIds(scope: ViewerScope, ids: readonly number[]): Promise<PaymentRow[]> {
    const where = allOf([isOneOf('payment.id', ids), visibleContract('c', scope)]);
    return this.database.rows(`SELECT ${PAYMENT_COLUMNS} ${VISIBLE} WHERE ${where.text}`, where.values);
  }

  /** One page for each contract, in one statement. Contracts the viewer may not see are absent. */
  listByContracts(
    scope: ViewerScope,
    contractIds: readonly number[],
    descending: boolean,
    page: PageRequest,
  ): Promise<ByContract<PaymentRow>> {
    return this.pages.list(scope, contractIds, byCreation(descending), page);
  }

  /** How many payments each contract has. */
  countByContracts(scope: ViewerScope, contractIds: readonly number[]): Promise<{ contractId: number; total: number }[]> {
    const where = allOf([isOneOf('c.id', contractIds), visibleContract('c', scope)]);
    return this.database.rows(`SELECT c.id AS contractId, COUNT(*) AS total ${VISIBLE} WHERE ${where.text} GROUP BY c.id`, where.values);
  }
}

function byCreation(descending: boolean): Keyset {
  return { column: 'payment.created_at', idColumn: 'payment.id', descending };
}

/** Conditions that viewers and staff share. */
export function matchingPayments({ contractId, statuses, userId, exceptUserId }: PaymentFilter): Sql {
  return allOf([
    compared('payment.contract_id = ?', contractId),
    statuses && isOneOf('payment.status', statuses),
    compared('payment.user_id = ?', userId),
    compared('payment.user_id <> ?', exceptUserId),
  ]);
}
