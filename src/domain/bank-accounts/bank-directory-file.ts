import { readCsv } from '../../kernel/csv-reader';
import { isRoutingNumber } from '../../kernel/routing-number';

/** The columns of a file of banks. */
const BANK_FILE_COLUMNS = ['routing', 'name'] as const;

const LONGEST_NAME = 100;
const MOST_FAULTS = 20;

/** The banks by routing number, and everything that is wrong with the file, line by line; 20 faults at most. */
export interface BankFile {
  banks: ReadonlyMap<string, string>;
  faults: readonly string[];
}

/** Reads a CSV file of `routing,name`, whose first line names the columns. Where there are faults, none of it is to be used. */
export function readBankFile(text: string): BankFile {
  const { rows, problem } = readCsv(text);
  const banks = new Map<string, string>();
  const faults: string[] = [];
  const [head, ...lines] = rows;
  if (head?.join() !== BANK_FILE_COLUMNS.join()) faults.push(`line 1: expected ${BANK_FILE_COLUMNS.join()}`);
  for (const [index, cells] of lines.entries()) {
    const fault = faultOf(cells, banks);
    if (fault !== undefined) faults.push(`line ${index + 2}: ${fault}`);
    else if (!isEmpty(cells)) banks.set(cells[0] as string, (cells[1] as string).trim());
  }
  if (problem) faults.push(`line ${problem.row}: ${problem.message}`);
  return { banks, faults: faults.slice(0, MOST_FAULTS) };
}

function faultOf(cells: readonly string[], banks: ReadonlyMap<string, string>): string | undefined {
  if (isEmpty(cells)) return undefined;
  const [routingNumber = '', name = ''] = cells;
  if (cells.length !== BANK_FILE_COLUMNS.length) return `expected ${BANK_FILE_COLUMNS.length} cells, not ${cells.length}`;
  if (!isRoutingNumber(routingNumber)) return `${routingNumber.slice(0, 20)} is not a routing number`;
  if (banks.has(routingNumber)) return `${routingNumber} was named before`;
  if (name.trim() === '' || [...name.trim()].length > LONGEST_NAME || /\p{Cc}/u.test(name))
    return `a name has 1 to ${LONGEST_NAME} characters`;
  return undefined;
}

function isEmpty(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}
