import type { PageRequest } from '../../kernel/page';
import type { Database } from '../database';
import type { PaymentEventEntity, PaymentOrderEntity } from '../entities/payment.entity';
import { matchingPayments, PAYMENT_COLUMNS, type PaymentFilter, type PaymentRow } from './payment.repository';
import { allOf, compared, isOneOf, keyset, type Sql } from './sql';

/** A step on a payment's way as it is read. */
export type PaymentEventRow = Omit<PaymentEventEntity, 'payment' | 'at' | 'evidence'> & { at: string; evidence: Record<string, unknown> };

/** The evidence of a payment's authorisation, by the payment's id; instants as text. */
export interface PaymentAuthorizationRow extends Pick<PaymentOrderEntity, 'authentication' | 'address' | 'userAgent' | 'requestId'> {
  id: number;
  text: string | null;
  version: string | null;
  authorizedAt: string;
  authenticatedAt: string | null;
}

/** What can be filtered by staff, who see every payment. */
export interface StaffPaymentFilter extends PaymentFilter {
  siteId?: number | undefined;
  contractNumber?: string | undefined;
  amountFromCents?: number | undefined;
  amountToCents?: number | undefined;
  /** Instants; the later one is excluded. */
  createdFrom?: Date | undefined;
  createdBefore?: Date | undefined;
}

export type PaymentSort = 'CREATED_AT' | 'UPDATED_AT';

/** No contract is needed: one that vanished leaves its payments behind. */
const ALL = 'FROM payments payment LEFT JOIN contracts c ON c.id = payment.contract_id';
const SORT_COLUMN: Record<PaymentSort, string> = { CREATED_AT: 'payment.created_at', UPDATED_AT: 'payment.updated_at' };

/** Payments and their steps as staff see them: all. Whoever shows a viewer something of it must have found the payment with the viewer's scope. */
export class StaffPaymentRepository {
  constructor(private readonly database: Database) {}

  /** Every payment that matches. */
  list(filter: StaffPaymentFilter, sort: PaymentSort, descending: boolean, page: PageRequest): Promise<PaymentRow[]> {
    const { beyond, orderBy, limit } = keyset({ column: SORT_COLUMN[sort], idColumn: 'payment.id', descending }, page);
    const where = allOf([matching(filter), beyond]);
    return this.database.rows(`SELECT ${PAYMENT_COLUMNS} ${ALL} WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`, [...where.values, limit]);
  }

  async count(filter: StaffPaymentFilter): Promise<number> {
    const where = matching(filter);
    const [row] = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total ${ALL} WHERE ${where.text}`, where.values);
    return row?.total ?? 0;
  }

  findByIds(ids: readonly number[]): Promise<PaymentRow[]> {
    const where = isOneOf('payment.id', ids);
    return this.database.rows(`SELECT ${PAYMENT_COLUMNS} FROM payments payment WHERE ${where.text}`, where.values);
  }

  /** The numbers of contracts that are still known. */
  listContractNumbers(contractIds: readonly number[]): Promise<{ id: number; contractNumber: string }[]> {
    const where = isOneOf('id', contractIds);
    return this.database.rows(`SELECT id, contract_number AS contractNumber FROM contracts WHERE ${where.text}`, where.values);
  }

  /** How each of the payments was authorised. */
  listAuthorizations(paymentIds: readonly number[]): Promise<PaymentAuthorizationRow[]> {
    const where = isOneOf('payment.id', paymentIds);
    return this.database.rows(
      `SELECT payment.id, ordered.authorization_text AS text, ordered.authorization_version AS version, ordered.created_at AS authorizedAt,
         ordered.address, ordered.user_agent AS userAgent, ordered.authentication, ordered.authenticated_at AS authenticatedAt,
         ordered.request_id AS requestId
       FROM payments payment JOIN payment_orders ordered ON ordered.id = payment.order_id WHERE ${where.text}`,
      where.values,
    );
  }

  /** The steps of each of the payments, first to last. */
  async listEvents(paymentIds: readonly number[]): Promise<PaymentEventRow[]> {
    const where = isOneOf('payment_id', paymentIds);
    const rows = await this.database.rows<Omit<PaymentEventRow, 'evidence'> & { evidence: string | object }>(
      `SELECT id, payment_id AS paymentId, at, kind, status_after AS statusAfter, realm, actor_id AS actorId, actor_name AS actorName, evidence
       FROM payment_events WHERE ${where.text} ORDER BY payment_id, id`,
      where.values,
    );
    // MariaDB hands JSON out as text, MySQL as what it says.
    return rows.map(({ evidence, ...row }) => ({
      ...row,
      evidence: (typeof evidence === 'string' ? JSON.parse(evidence) : evidence) as Record<string, unknown>,
    }));
  }
}

function matching(filter: StaffPaymentFilter): Sql {
  const { siteId, contractNumber, amountFromCents, amountToCents, createdFrom, createdBefore } = filter;
  return allOf([
    matchingPayments(filter),
    compared('payment.site_id = ?', siteId),
    compared('c.contract_number = ?', contractNumber),
    compared('payment.amount_cents >= ?', amountFromCents),
    compared('payment.amount_cents <= ?', amountToCents),
    compared('payment.created_at >= ?', createdFrom),
    compared('payment.created_at < ?', createdBefore),
  ]);
}
