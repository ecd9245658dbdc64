import { likeLiteral, type Sql } from './sql';
import { searchWords, wordBeginning } from './word-search';

/**
 * The oids (column `id`) of the accounts that a search means: words that the name's words begin with, in any order; the beginning of the
 * name or account number; a whole contract number. One index each: joined by OR they would be a scan of all accounts.
 */
export function accountsFound(search: string): Sql {
  const text = search.trim();
  const prefix = `${likeLiteral(text)}%`;
  const ways: Sql[] = [
    { text: 'SELECT id FROM accounts WHERE name LIKE ?', values: [prefix] },
    { text: 'SELECT id FROM accounts WHERE account_number LIKE ?', values: [prefix] },
    ...byWords(text),
    {
      text: 'SELECT role.account_id FROM contracts c JOIN contract_roles role ON role.contract_id = c.id WHERE c.contract_number = ?',
      values: [text],
    },
  ];
  return { text: ways.map((way) => way.text).join(' UNION '), values: ways.flatMap((way) => way.values) };
}

/** Nothing when no word is in the index: then the name is found by its beginning only. */
function byWords(text: string): Sql[] {
  const { indexed, others } = searchWords(text);
  if (indexed === undefined) return [];
  const also = others.map(() => ' AND name REGEXP ?').join('');
  return [
    {
      text: `SELECT id FROM accounts WHERE MATCH (name) AGAINST (? IN BOOLEAN MODE)${also}`,
      values: [indexed, ...others.map(wordBeginning)],
    },
  ];
}
