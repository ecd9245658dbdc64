import type { PageRequest } from '../../kernel/page';
import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Database } from '../database';
import { allOf, type ByContract, eachByItself, gatherByContract, isOneOf, type Keyset, keyset, type Sql } from './sql';
import { visibleContract } from './visible-contract';

/** A table whose rows each hang off one contract (`contract_id`), with its alias and the columns of a row, `id` among them. */
export interface ContractRows {
  table: string;
  alias: string;
  columns: string;
}

/** Reads what hangs off contracts, one page for each contract, in one statement. */
export class ContractPages<Row extends { id: number }> {
  constructor(
    private readonly database: Database,
    private readonly source: ContractRows,
  ) {}

  /** Contracts the viewer may not see are absent. `sort` names columns by the alias. */
  async list(scope: ViewerScope, contractIds: readonly number[], sort: Keyset, page: PageRequest): Promise<ByContract<Row>> {
    const { table, alias, columns } = this.source;
    const pages = this.idsByContract(contractIds, sort, page);
    const where = allOf([isOneOf('c.id', contractIds), eachByItself(visibleContract('c', scope))]);
    const rows = await this.database.rows<Row & { pageOf: number }>(
      `SELECT c.id AS pageOf, ${columns} FROM contracts c LEFT JOIN (${pages.text}) page ON page.contract_id = c.id
       LEFT JOIN ${table} ${alias} ON ${alias}.id = page.id
       WHERE ${where.text} ORDER BY c.id, ${keyset(sort, page).orderBy}`,
      [...pages.values, ...where.values],
    );
    return gatherByContract(rows);
  }

  /** One page of ids for each contract, with the contract's. */
  private idsByContract(contractIds: readonly number[], sort: Keyset, page: PageRequest): Sql {
    const { table, alias } = this.source;
    const { beyond, orderBy, limit } = keyset(sort, page);
    const pages = contractIds.map((contractId): Sql => {
      const where = allOf([{ text: `${alias}.contract_id = ?`, values: [contractId] }, beyond]);
      return {
        text: `(SELECT ${sort.idColumn}, ${alias}.contract_id FROM ${table} ${alias} WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?)`,
        values: [...where.values, limit],
      };
    });
    return { text: pages.map(({ text }) => text).join(' UNION ALL '), values: pages.flatMap(({ values }) => values) };
  }
}
