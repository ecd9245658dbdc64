import { csvCellText } from '../../kernel/csv';
import { readCsv } from '../../kernel/csv-reader';
import type { UserImportProblem } from '../../persistence/entities/user-import.entity';
import { emailKey } from '../users/email-key';

/** The columns of a file of users, in their order; the first row names them. */
export const USER_FILE_COLUMNS = ['siteKey', 'email', 'firstName', 'lastName', 'accountNumbers'] as const;

/** What separates account numbers in their column. */
export const ACCOUNT_SEPARATOR = ';';

/** More than this is not taken at once. */
export const USER_FILE_LIMITS = { rows: 10_000, bytes: 2_000_000 } as const;

/** A row of the file that is well-formed as such. */
export interface UserFileRow {
  row: number;
  siteKey: string;
  email: string;
  emailKey: string;
  firstName: string;
  lastName: string;
  accountNumbers: string[];
}

/** The rows of a file, and everything wrong with it that can be told without looking anything up. */
export interface UserFile {
  rows: UserFileRow[];
  rowsTotal: number;
  problems: UserImportProblem[];
}

const COLUMN = { siteKey: 1, email: 2, firstName: 3, lastName: 4, accountNumbers: 5 } as const;
const EMAIL = /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;
const LONGEST = { email: 254, firstName: 100, lastName: 100 } as const;
const MOST_ACCOUNTS = 100;

/** Something wrong in one cell, or without a column in the whole row. */
export function problemAt(row: number, column: keyof typeof COLUMN | null, code: string, message: string): UserImportProblem {
  return { row, column: column && COLUMN[column], code, message };
}

/** Reads a file of users. Blank rows are passed over. */
export function readUserFile(csv: string): UserFile {
  const { rows, problem } = readCsv(csv);
  const problems: UserImportProblem[] = problem ? [{ ...problem, code: 'MALFORMED' }] : [];
  const [header, ...body] = rows.map((cells) => cells.map((cell) => csvCellText(cell).trim()));
  if (!problem && !isHeader(header)) {
    problems.push(problemAt(1, null, 'WRONG_HEADER', `The first row must be: ${USER_FILE_COLUMNS.join(',')}`));
  }
  const filled = body.map((cells, index) => ({ cells, row: index + 2 })).filter(({ cells }) => cells.some((cell) => cell !== ''));
  const firstRowOf = new Map<string, number>();
  const read = filled.flatMap(({ cells, row }) => {
    const user = toRow(cells, row, problems);
    if (!user) return [];
    const same = `${user.siteKey} ${user.emailKey}`;
    const first = firstRowOf.get(same);
    if (first === undefined) firstRowOf.set(same, row);
    else problems.push(problemAt(row, 'email', 'DUPLICATE_ROW', `Row ${first} has this site and e-mail already.`));
    return first === undefined ? [user] : [];
  });
  return { rows: read, rowsTotal: filled.length, problems };
}

function isHeader(cells: readonly string[] | undefined): boolean {
  return cells?.map((cell) => cell.toLowerCase()).join() === USER_FILE_COLUMNS.join().toLowerCase();
}

function toRow(cells: readonly string[], row: number, problems: UserImportProblem[]): UserFileRow | undefined {
  if (cells.length !== USER_FILE_COLUMNS.length) {
    const message = `There are ${cells.length} columns where there should be ${USER_FILE_COLUMNS.length}.`;
    problems.push(problemAt(row, null, 'WRONG_COLUMN_COUNT', message));
    return undefined;
  }
  const [siteKey, email, firstName, lastName, accounts] = cells as [string, string, string, string, string];
  const before = problems.length;
  for (const [column, text] of Object.entries({ email, firstName, lastName }) as [keyof typeof LONGEST, string][]) {
    if (text === '') problems.push(problemAt(row, column, 'MISSING', `The ${column} is missing.`));
    const length = [...text].length;
    if (length > LONGEST[column])
      problems.push(problemAt(row, column, 'TOO_LONG', `The ${column} has ${length} characters; ${LONGEST[column]} are the most.`));
  }
  if (email !== '' && !EMAIL.test(email))
    problems.push(problemAt(row, 'email', 'BAD_EMAIL', `"${email.slice(0, 100)}" is no e-mail address.`));
  const numbers = accounts.split(ACCOUNT_SEPARATOR).map((number) => number.trim());
  const accountNumbers = [...new Set(numbers)].filter((number) => number !== '');
  if (accountNumbers.length > MOST_ACCOUNTS)
    problems.push(problemAt(row, 'accountNumbers', 'TOO_LONG', `At most ${MOST_ACCOUNTS} accounts are linked at once.`));
  if (problems.length > before) return undefined;
  return { row, siteKey, email, emailKey: emailKey(email), firstName, lastName, accountNumbers };
}
