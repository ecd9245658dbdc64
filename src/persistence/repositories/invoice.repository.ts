import type { PageRequest } from '../../kernel/page';
import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Database } from '../database';
import type { InvoiceEntity, InvoiceLineEntity } from '../entities/invoice.entity';
import { allOf, eachByItself, gatherByContract, isOneOf, keyset, type ByContract, type Keyset, type Sql } from './sql';
import { visibleContract } from './visible-contract';

/** An invoice as read for a viewer. Its amounts are sums over the lines that this viewer may see. */
export type InvoiceRow = Omit<InvoiceEntity, 'accountId' | 'syncedAt'> & { amountCents: number; balanceCents: number; syncedAt: string };

/** A line of an invoice, only ever one that the viewer may see. */
export type InvoiceLineRow = Omit<InvoiceLineEntity, 'invoice' | 'dueOn' | 'accountId' | 'assetId'>;

export type InvoiceState = 'OPEN' | 'PAID';

export interface InvoiceFilter {
  state?: InvoiceState | undefined;
  /** Only invoices with a visible line on this contract. */
  contractId?: number | undefined;
}

const HEAD = `i.id, i.invoice_number AS invoiceNumber, i.invoice_type AS invoiceType, i.invoiced_on AS invoicedOn, i.due_on AS dueOn,
  i.currency_code AS currencyCode, i.synced_at AS syncedAt`;
const SUMS = 'CAST(SUM(line.amount_cents) AS SIGNED) AS amountCents, CAST(SUM(line.balance_cents) AS SIGNED) AS balanceCents';
const LINE_COLUMNS = 'line.invoice_id, line.line_number, line.due_on, line.amount_cents, line.balance_cents';
const IS_OPEN: Record<InvoiceState, string> = { OPEN: 'balanceCents > 0', PAID: 'balanceCents <= 0' };

/** Invoices and their lines, as a viewer may see them: never a line of a contract that isn't visible, nor its amount in a total. */
export class InvoiceRepository {
  constructor(private readonly database: Database) {}

  /** The viewer's invoices by due date. */
  list(scope: ViewerScope, filter: InvoiceFilter, descending: boolean, page: PageRequest): Promise<InvoiceRow[]> {
    const { beyond, orderBy, limit } = keyset({ column: 'total.due_on', idColumn: 'total.invoice_id', descending }, page);
    const totals = totalsPerInvoice(scope, filter);
    const where = allOf([beyond]);
    return this.database.rows(
      `SELECT ${HEAD}, total.amountCents, total.balanceCents FROM (${totals.text}) total JOIN invoices i ON i.id = total.invoice_id
       WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`,
      [...totals.values, ...where.values, limit],
    );
  }

  async count(scope: ViewerScope, filter: InvoiceFilter): Promise<number> {
    const totals = totalsPerInvoice(scope, filter);
    const rows = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total FROM (${totals.text}) total`, totals.values);
    return rows[0]?.total ?? 0;
  }

  /** Those of the invoices of which the viewer may see a line. */
  findByIds(scope: ViewerScope, ids: readonly number[]): Promise<InvoiceRow[]> {
    const lines = visibleLines(scope, isOneOf('line.invoice_id', ids));
    return this.database.rows(
      `SELECT ${HEAD}, ${SUMS} FROM (${lines.text}) line JOIN invoices i ON i.id = line.invoice_id GROUP BY i.id`,
      lines.values,
    );
  }

  /** One page for each contract, by due date, in one statement. Contracts the viewer may not see are absent. */
  async listByContracts(
    scope: ViewerScope,
    contractIds: readonly number[],
    descending: boolean,
    page: PageRequest,
  ): Promise<ByContract<InvoiceRow>> {
    const sort: Keyset = { column: 'line.due_on', idColumn: 'line.invoice_id', descending };
    const { beyond, orderBy, limit } = keyset(sort, page);
    const pages = contractIds.map((contractId): Sql => {
      const where = allOf([{ text: 'line.contract_id = ?', values: [contractId] }, beyond]);
      // GROUP BY walks the index in order and stops at the limit; DISTINCT reads all of the contract's lines first.
      const text = `SELECT line.contract_id, line.due_on, line.invoice_id FROM invoice_lines line WHERE ${where.text}
        GROUP BY line.contract_id, line.due_on, line.invoice_id ORDER BY ${orderBy} LIMIT ?`;
      return { text: `(${text})`, values: [...where.values, limit] };
    });
    const visible = visibleLine(scope);
    const where = allOf([
      isOneOf('own.id', contractIds),
      eachByItself(visibleContract('own', scope)),
      { text: `page.invoice_id IS NULL OR ${visible.text}`, values: visible.values },
    ]);
    const rows = await this.database.rows<InvoiceRow & { pageOf: number }>(
      `SELECT own.id AS pageOf, ${HEAD}, ${SUMS}
       FROM contracts own LEFT JOIN (${pages.map((part) => part.text).join(' UNION ALL ')}) page ON page.contract_id = own.id
       LEFT JOIN invoices i ON i.id = page.invoice_id
       LEFT JOIN invoice_lines line ON line.invoice_id = page.invoice_id
       LEFT JOIN contracts c ON c.id = line.contract_id
       WHERE ${where.text} GROUP BY own.id, i.id
       ORDER BY own.id, ${keyset({ column: 'i.due_on', idColumn: 'i.id', descending }, page).orderBy}`,
      [...pages.flatMap((part) => part.values), ...where.values],
    );
    return gatherByContract(rows);
  }

  /** How many invoices each contract has. */
  countByContracts(scope: ViewerScope, contractIds: readonly number[]): Promise<{ contractId: number; total: number }[]> {
    const where = allOf([isOneOf('line.contract_id', contractIds), visibleContract('c', scope)]);
    return this.database.rows(
      `SELECT line.contract_id AS contractId, COUNT(DISTINCT line.invoice_id) AS total
       FROM invoice_lines line JOIN contracts c ON c.id = line.contract_id WHERE ${where.text} GROUP BY line.contract_id`,
      where.values,
    );
  }

  /** All lines of the invoices that the viewer may see, in line order. */
  listLines(scope: ViewerScope, invoiceIds: readonly number[]): Promise<InvoiceLineRow[]> {
    const lines = visibleLines(scope, isOneOf('line.invoice_id', invoiceIds), 'line.contract_id, line.transaction_code, line.description');
    return this.database.rows(
      `SELECT line.invoice_id AS invoiceId, line.line_number AS lineNumber, line.contract_id AS contractId,
         line.transaction_code AS transactionCode, line.description, line.amount_cents AS amountCents, line.balance_cents AS balanceCents
       FROM (${lines.text}) line ORDER BY line.invoice_id, line.line_number`,
      lines.values,
    );
  }
}

/** The condition on an invoice line with its contract, if any, joined as `c`. */
function visibleLine(scope: ViewerScope): Sql {
  const byContract = visibleContract('c', scope);
  const byAccount = isOneOf('line.account_id', scope.accountIds);
  return {
    text: `(line.contract_id IS NOT NULL AND ${byContract.text}) OR (line.contract_id IS NULL AND ${byAccount.text})`,
    values: [...byContract.values, ...byAccount.values],
  };
}

/** The same rule as rows: two branches, so that each is read by its own index. */
function visibleLines(scope: ViewerScope, only: Sql | undefined, moreColumns?: string): Sql {
  const columns = moreColumns ? `${LINE_COLUMNS}, ${moreColumns}` : LINE_COLUMNS;
  const byContract = allOf([visibleContract('c', scope), only]);
  const byAccount = allOf([isOneOf('line.account_id', scope.accountIds), { text: 'line.contract_id IS NULL', values: [] }, only]);
  return {
    text: `SELECT ${columns} FROM contracts c JOIN invoice_lines line ON line.contract_id = c.id WHERE ${byContract.text}
      UNION ALL SELECT ${columns} FROM invoice_lines line WHERE ${byAccount.text}`,
    values: [...byContract.values, ...byAccount.values],
  };
}

/** Invoice id, due date and sums over visible lines, one row per invoice that passes the filter. */
function totalsPerInvoice(scope: ViewerScope, filter: InvoiceFilter): Sql {
  const lines = visibleLines(scope, filter.contractId === undefined ? undefined : isOnContract(scope, filter.contractId));
  const having = filter.state ? ` HAVING ${IS_OPEN[filter.state]}` : '';
  return {
    text: `SELECT line.invoice_id, line.due_on, ${SUMS} FROM (${lines.text}) line GROUP BY line.invoice_id, line.due_on${having}`,
    values: lines.values,
  };
}

/** The line's invoice has a line on this contract, and the contract is visible: a filter must not tell what is on a foreign one. */
function isOnContract(scope: ViewerScope, contractId: number): Sql {
  const where = allOf([{ text: 'own.contract_id = ?', values: [contractId] }, visibleContract('filtered', scope)]);
  return {
    text: `line.invoice_id IN (SELECT own.invoice_id FROM invoice_lines own JOIN contracts filtered ON filtered.id = own.contract_id WHERE ${where.text})`,
    values: where.values,
  };
}
