import type { PageRequest } from '../../kernel/page';
import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Database } from '../database';
import { allOf, keyset, type Keyset, type Sql } from './sql';
import { isBooked, labelIsTaken, ROLES_WITH_ACCESS } from './visible-contract';

/** Which contracts a site takes. */
export type LabelMapping = Pick<ViewerScope, 'privateLabels' | 'takesUnlabelled'>;

/** A site's step from one mapping to another; contracts taken `after` and not `before` are what it means. */
export interface MappingStep {
  siteId: number;
  before: LabelMapping;
  after: LabelMapping;
}

/** A contract that a changed mapping brings in or takes away. */
export interface MovedContractRow {
  id: number;
  contractNumber: string;
  description: string;
  privateLabel: string | null;
  isTerminated: 0 | 1;
}

/** A user whom a changed mapping gives contracts or takes them from. */
export interface AffectedUserRow {
  userId: number;
  emailKey: string;
  contractCount: number;
}

/** A cursor is a caller's text; numbers of contracts are compared as the index has them. */
const BY_NUMBER: Keyset = { column: 'c.contract_number', idColumn: 'c.id', descending: false };
const BY_EMAIL: Keyset = { column: 'u.email_key', idColumn: 'u.id', descending: false };

/** What a changed label mapping would do, by the very label rule that decides. */
export class MappingPreviewRepository {
  constructor(private readonly database: Database) {}

  /** Booked contracts taken after the step and not before, by number. */
  listContracts(step: MappingStep, page: PageRequest): Promise<MovedContractRow[]> {
    const { beyond, orderBy, limit } = keyset(BY_NUMBER, page);
    const where = allOf([newlyTaken(step), beyond]);
    return this.database.rows(
      `SELECT c.id, c.contract_number AS contractNumber, c.description, c.private_label AS privateLabel, c.is_terminated AS isTerminated
       FROM contracts c WHERE ${where.text} ORDER BY ${orderBy} LIMIT ?`,
      [...where.values, limit],
    );
  }

  async countContracts(step: MappingStep): Promise<number> {
    const where = newlyTaken(step);
    const [row] = await this.database.rows<{ total: number }>(
      `SELECT COUNT(*) AS total FROM contracts c WHERE ${where.text}`,
      where.values,
    );
    return row?.total ?? 0;
  }

  /** The site's users who are linked to a customer or guarantor of such a contract, by e-mail. */
  listUsers(step: MappingStep, page: PageRequest): Promise<AffectedUserRow[]> {
    const { beyond, orderBy, limit } = keyset(BY_EMAIL, page);
    const where = allOf([reached(step), beyond]);
    return this.database.rows(
      `SELECT u.id AS userId, u.email_key AS emailKey, COUNT(DISTINCT c.id) AS contractCount FROM ${REACH}
       WHERE ${where.text} GROUP BY u.id, u.email_key ORDER BY ${orderBy} LIMIT ?`,
      [...where.values, limit],
    );
  }

  async countUsers(step: MappingStep): Promise<number> {
    const where = reached(step);
    const [row] = await this.database.rows<{ total: number }>(
      `SELECT COUNT(DISTINCT u.id) AS total FROM ${REACH} WHERE ${where.text}`,
      where.values,
    );
    return row?.total ?? 0;
  }
}

const REACH = `users u JOIN user_accounts link ON link.user_id = u.id JOIN contract_roles role ON role.account_id = link.account_id
  JOIN contracts c ON c.id = role.contract_id`;

function newlyTaken({ before, after }: MappingStep): Sql {
  const was = labelIsTaken('c', before);
  return allOf([isBooked('c'), labelIsTaken('c', after), { text: `NOT IFNULL((${was.text}), FALSE)`, values: was.values }]);
}

function reached(step: MappingStep): Sql {
  return allOf([
    { text: 'u.site_id = ?', values: [step.siteId] },
    { text: 'role.role_type IN (?)', values: [ROLES_WITH_ACCESS] },
    newlyTaken(step),
  ]);
}
