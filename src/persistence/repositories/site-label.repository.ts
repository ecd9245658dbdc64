import type { PageRequest } from '../../kernel/page';
import type { Database } from '../database';
import { allOf, keyset, type Keyset } from './sql';
import { isActive, isBooked } from './visible-contract';

/** A private label that is on contracts of the book or on a site. */
export interface KnownLabelRow {
  privateLabel: string;
  /** Booked contracts that carry it, closed ones included. */
  contractCount: number;
  activeContractCount: number;
}

const BY_LABEL: Keyset = { column: 'known.privateLabel', idColumn: 'known.id', descending: false };
const KNOWN = `(SELECT every.privateLabel, 0 AS id, CAST(SUM(every.contracts) AS SIGNED) AS contractCount, CAST(SUM(every.active) AS SIGNED) AS activeContractCount
  FROM (SELECT c.private_label AS privateLabel, COUNT(*) AS contracts, COUNT(IF(${isActive('c').text}, 1, NULL)) AS active
      FROM contracts c WHERE c.private_label IS NOT NULL AND ${isBooked('c').text} GROUP BY c.private_label
    UNION ALL SELECT DISTINCT private_label, 0, 0 FROM site_labels) every
  GROUP BY every.privateLabel) known`;

/** The private labels there are to choose from. */
export class SiteLabelRepository {
  constructor(private readonly database: Database) {}

  /** By label. */
  listKnown(page: PageRequest): Promise<KnownLabelRow[]> {
    const { beyond, orderBy, limit } = keyset(BY_LABEL, page);
    const where = allOf([beyond]);
    return this.database.rows(
      `SELECT known.privateLabel, known.contractCount, known.activeContractCount FROM ${KNOWN} WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`,
      [...where.values, limit],
    );
  }

  async countKnown(): Promise<number> {
    const [row] = await this.database.rows<{ total: number }>(`SELECT COUNT(*) AS total FROM ${KNOWN}`);
    return row?.total ?? 0;
  }
}
