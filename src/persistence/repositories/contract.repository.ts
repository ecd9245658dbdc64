import type { PageRequest } from '../../kernel/page';
import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Database } from '../database';
import type { ContractEntity } from '../entities/contract.entity';
import { allOf, isOneOf, keyset, likeLiteral, type Keyset, type Sql } from './sql';
import { visibleContract } from './visible-contract';

/** A contract as read for a viewer: dates and instants as text, flags as 0 or 1. */
export type ContractRow = Omit<ContractEntity, 'isBooked' | 'isTerminated' | 'syncedAt' | 'billToLocationId' | 'bookedOn'> & {
  isTerminated: 0 | 1;
  syncedAt: string;
  /** The account that is customer on the contract; null when the book names none. */
  customerAccountId: number | null;
};

export type ContractState = 'ACTIVE' | 'CLOSED';
export type ContractOrderField = 'CONTRACT_NUMBER' | 'COMMENCED_ON' | 'MATURES_ON' | 'NEXT_DUE_ON';

export interface ContractFilter {
  state: ContractState;
  /** Matches the beginning of the contract number or any part of the description; upper and lower case are alike. */
  search?: string | undefined;
}

export interface ContractOrder {
  field: ContractOrderField;
  descending: boolean;
}

const SORT_PROPERTY = {
  CONTRACT_NUMBER: 'contractNumber',
  COMMENCED_ON: 'commencedOn',
  MATURES_ON: 'maturesOn',
  NEXT_DUE_ON: 'nextDueOn',
} as const satisfies Record<ContractOrderField, keyof ContractRow>;

const SORT_COLUMN: Record<ContractOrderField, string> = {
  CONTRACT_NUMBER: 'c.contract_number',
  COMMENCED_ON: 'c.commenced_on',
  MATURES_ON: 'c.matures_on',
  NEXT_DUE_ON: 'c.next_due_on',
};

const COLUMNS = `c.id, c.contract_number AS contractNumber, c.description, c.finance_product AS financeProduct, c.scenario,
  c.interest_method AS interestMethod, c.is_terminated AS isTerminated, c.terminated_on AS terminatedOn, c.private_label AS privateLabel,
  c.currency_code AS currencyCode, c.commenced_on AS commencedOn, c.matures_on AS maturesOn, c.term,
  c.payment_frequency AS paymentFrequency, c.payment_timing AS paymentTiming, c.payment_amount_cents AS paymentAmountCents,
  c.amount_financed_cents AS amountFinancedCents, c.equipment_cost_cents AS equipmentCostCents, c.residual_cents AS residualCents,
  c.rate, c.remaining_payments AS remainingPayments, c.remaining_balance_cents AS remainingBalanceCents, c.next_due_on AS nextDueOn,
  c.past_due_cents AS pastDueCents, c.synced_at AS syncedAt,
  (SELECT MIN(customer.account_id) FROM contract_roles customer
    WHERE customer.contract_id = c.id AND customer.role_type = 'CUSTOMER') AS customerAccountId`;

/** The value a contract sorts by, for its cursor. */
export function contractSortValue(row: ContractRow, order: ContractOrder): string | null {
  return row[SORT_PROPERTY[order.field]];
}

/** Contracts, as a viewer may see them. */
export class ContractRepository {
  constructor(private readonly database: Database) {}

  list(scope: ViewerScope, filter: ContractFilter, order: ContractOrder, page: PageRequest): Promise<ContractRow[]> {
    const sort: Keyset = {
      column: SORT_COLUMN[order.field],
      idColumn: 'c.id',
      descending: order.descending,
      nullable: order.field === 'NEXT_DUE_ON',
    };
    const { beyond, orderBy, limit } = keyset(sort, page);
    const where = allOf([matching(scope, filter), beyond]);
    // Only the page's ids are sorted out of all a viewer may see: a guarantor may have thousands.
    return this.database.rows(
      `SELECT ${COLUMNS} FROM (SELECT c.id FROM contracts c WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?) page
       JOIN contracts c ON c.id = page.id ORDER BY ${orderBy}`,
      [...where.values, limit],
    );
  }

  async count(scope: ViewerScope, filter: ContractFilter): Promise<number> {
    const where = matching(scope, filter);
    const rows = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total FROM contracts c WHERE ${where.text}`, where.values);
    return rows[0]?.total ?? 0;
  }

  /** Those of the contracts that the viewer may see, in any state and no particular order. */
  findByIds(scope: ViewerScope, ids: readonly number[]): Promise<ContractRow[]> {
    const where = allOf([isOneOf('c.id', ids), visibleContract('c', scope)]);
    return this.database.rows(`SELECT ${COLUMNS} FROM contracts c WHERE ${where.text}`, where.values);
  }
}

function matching(scope: ViewerScope, filter: ContractFilter): Sql {
  const state: Sql = { text: 'c.is_terminated = ?', values: [filter.state === 'CLOSED' ? 1 : 0] };
  return allOf([visibleContract('c', scope), state, filter.search ? searched(filter.search) : undefined]);
}

function searched(search: string): Sql {
  const literal = likeLiteral(search);
  return { text: 'c.contract_number LIKE ? OR c.description LIKE ?', values: [`${literal}%`, `%${literal}%`] };
}
