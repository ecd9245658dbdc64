import type { PageRequest } from '../../kernel/page';
import type { Database } from '../database';
import type { PaymentFindingEntity } from '../entities/payment-hand-over.entity';
import { allOf, compared, isOneOf, keyset, type Sql } from './sql';

/** Something about payments that staff must look at; instants as text. */
export interface PaymentFindingRow extends Pick<
  PaymentFindingEntity,
  'id' | 'code' | 'subject' | 'paymentId' | 'message' | 'closedBy' | 'closeReason'
> {
  isOpen: boolean;
  firstSeenAt: string;
  lastSeenAt: string;
  resolvedAt: string | null;
}

export interface PaymentFindingFilter {
  isOpen?: boolean | undefined;
  code?: string | undefined;
}

type StoredRow = Omit<PaymentFindingRow, 'isOpen'> & { isOpen: 0 | 1 };

const COLUMNS = `id, code, subject, payment_id AS paymentId, message, is_open IS NOT NULL AS isOpen,
  first_seen_at AS firstSeenAt, last_seen_at AS lastSeenAt, resolved_at AS resolvedAt, closed_by AS closedBy,
  close_reason AS closeReason`;

/** How findings about payments are read by staff. */
export class PaymentFindingListRepository {
  constructor(private readonly database: Database) {}

  /** Newest first: the one found last. */
  async list(filter: PaymentFindingFilter, page: PageRequest): Promise<PaymentFindingRow[]> {
    const { beyond, orderBy, limit } = keyset({ column: 'id', idColumn: 'id', descending: true }, page);
    return this.read({ where: allOf([matching(filter), beyond]), more: `ORDER BY ${orderBy} LIMIT ?`, values: [limit] });
  }

  async count(filter: PaymentFindingFilter): Promise<number> {
    const where = matching(filter);
    const [row] = await this.database.rows<{ total: number }>(
      `SELECT COUNT(*) AS total FROM payment_findings WHERE ${where.text}`,
      where.values,
    );
    return row?.total ?? 0;
  }

  findByIds(ids: readonly number[]): Promise<PaymentFindingRow[]> {
    return this.read({ where: isOneOf('id', ids), more: '', values: [] });
  }

  /** What is open about each of the payments, oldest first. */
  listOpenOf(paymentIds: readonly number[]): Promise<PaymentFindingRow[]> {
    const where = allOf([isOneOf('payment_id', paymentIds), { text: 'is_open IS NOT NULL', values: [] }]);
    return this.read({ where, more: 'ORDER BY id', values: [] });
  }

  private async read({ where, more, values }: { where: Sql; more: string; values: number[] }): Promise<PaymentFindingRow[]> {
    const rows = await this.database.rows<StoredRow>(`SELECT ${COLUMNS} FROM payment_findings WHERE ${where.text} ${more}`, [
      ...where.values,
      ...values,
    ]);
    return rows.map((row) => ({ ...row, isOpen: row.isOpen === 1 }));
  }
}

function matching({ isOpen, code }: PaymentFindingFilter): Sql {
  return allOf([
    isOpen === undefined ? undefined : { text: `is_open IS ${isOpen ? 'NOT NULL' : 'NULL'}`, values: [] },
    compared('code = CONVERT(? USING ascii)', code),
  ]);
}
