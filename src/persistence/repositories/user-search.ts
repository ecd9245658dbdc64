import { allOf, likeLiteral, type Sql } from './sql';
import { searchWords, wordBeginning } from './word-search';

/** A contract number is searched by its beginning from this length on; anything shorter fits half the book. */
const CONTRACT_PREFIX_FROM = 3;

/**
 * The ids of users whom a search text fits: by the beginning of the e-mail or of each word of the name, by an account's name or number,
 * or by a contract of theirs. Each way is a statement of its own over an index; together they are a union.
 */
export function usersFound(text: string): Sql {
  const typed = text.trim();
  const ways = typed.includes('@') ? [byEmail(typed)] : [byEmail(typed), ...byName(typed), ...byAccount(typed), byContract(typed)];
  return {
    text: `u.id IN (SELECT found.id FROM (${ways.map((way) => way.text).join(' UNION ')}) found)`,
    values: ways.flatMap((way) => way.values),
  };
}

function prefix(text: string): string {
  return `${likeLiteral(text)}%`;
}

function byEmail(typed: string): Sql {
  return { text: 'SELECT who.id FROM users who WHERE who.email_key LIKE ?', values: [prefix(typed.toLowerCase())] };
}

/** The words the index doesn't know, looked for in the rows that it found. */
function withOthers(text: string, words: readonly string[]): Sql[] {
  return words.map((word) => ({ text: `${text} REGEXP ?`, values: [wordBeginning(word)] }));
}

function byName(typed: string): Sql[] {
  const { indexed, others } = searchWords(typed);
  const names = "CONCAT_WS(' ', who.first_name, who.last_name, who.email)";
  const [first, ...rest] = others;
  const beginnings = indexed === undefined && first !== undefined ? [typed, first] : [typed];
  const ways = beginnings.flatMap((beginning) =>
    ['who.first_name', 'who.last_name'].map((column) =>
      allOf([{ text: `${column} LIKE ?`, values: [prefix(beginning)] }, ...(beginning === typed ? [] : withOthers(names, rest))]),
    ),
  );
  if (indexed !== undefined) {
    const match: Sql = { text: 'MATCH (who.first_name, who.last_name, who.email) AGAINST (? IN BOOLEAN MODE)', values: [indexed] };
    ways.push(allOf([match, ...withOthers(names, others)]));
  }
  return ways.map((way) => ({ text: `SELECT who.id FROM users who WHERE ${way.text}`, values: way.values }));
}

function byAccount(typed: string): Sql[] {
  const { indexed, others } = searchWords(typed);
  const ways: Sql[] = ['a.account_number', 'a.name'].map((column) => ({ text: `${column} LIKE ?`, values: [prefix(typed)] }));
  if (indexed !== undefined) {
    ways.push(allOf([{ text: 'MATCH (a.name) AGAINST (? IN BOOLEAN MODE)', values: [indexed] }, ...withOthers('a.name', others)]));
  }
  return ways.map((way) => ({
    text: `SELECT link.user_id FROM accounts a JOIN user_accounts link ON link.account_id = a.id WHERE ${way.text}`,
    values: way.values,
  }));
}

function byContract(typed: string): Sql {
  const value = typed.length < CONTRACT_PREFIX_FROM ? likeLiteral(typed) : prefix(typed);
  return {
    text: `SELECT link.user_id FROM contracts c JOIN contract_roles role ON role.contract_id = c.id
      JOIN user_accounts link ON link.account_id = role.account_id WHERE c.contract_number LIKE ?`,
    values: [value],
  };
}
