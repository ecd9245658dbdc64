import type { Database } from '../database';
import { ACCOUNT_COLUMNS, type AccountRow } from './account.repository';
import { likeLiteral, type Sql } from './sql';

const BEGINNING = 3;

/** Accounts that may bear nearly the same name as another. A coarse net: who looks alike is judged by the caller. */
export class NamesakeRepository {
  constructor(private readonly database: Database) {}

  /**
   * For each name the accounts that begin alike and those that share its words, at most `limit` of each sort. `beginning` is where a
   * name's significant part starts ("The" and the like left out).
   */
  async listCandidates(names: readonly { name: string; beginning: string }[], limit: number): Promise<AccountRow[]> {
    if (names.length === 0) return [];
    const ways = names.flatMap(({ name, beginning }) => [
      ...[...new Set([beginningOf(name), beginningOf(beginning)])].map((prefix) => ({
        text: '(SELECT id FROM accounts WHERE name LIKE ? LIMIT ?)',
        values: [prefix, limit],
      })),
      sharingWords(name, limit),
    ]);
    return this.database.rows(
      `SELECT ${ACCOUNT_COLUMNS} FROM (${ways.map((way) => way.text).join(' UNION ')}) found JOIN accounts a ON a.id = found.id ORDER BY a.name, a.id`,
      ways.flatMap((way) => way.values),
    );
  }
}

function beginningOf(name: string): string {
  return `${likeLiteral([...name.trim()].slice(0, BEGINNING).join(''))}%`;
}

function sharingWords(name: string, limit: number): Sql {
  return {
    text: '(SELECT id FROM accounts WHERE MATCH (name) AGAINST (?) ORDER BY MATCH (name) AGAINST (?) DESC LIMIT ?)',
    values: [name, name, limit],
  };
}
