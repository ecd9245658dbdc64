/** What a cell may hold. Nothing is an empty cell. */
export type CsvCell = string | number | boolean | null | undefined;

/**
 * What a spreadsheet takes for the start of a formula, or strips to find one (OWASP, CSV injection). Apostrophes before it count in, so that
 * taking one away when reading gives back exactly what was written.
 */
const FORMULA_START = /^'*[=+\-@\t\r\n＝＋－＠]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** A line of RFC 4180 without its end. Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers never do. */
export function csvLine(cells: readonly CsvCell[]): string {
  return cells.map(toText).join(',');
}

/** A document of RFC 4180: header and rows, each line ended by CR LF. */
export function csvDocument(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  const lines = [csvLine(header)];
  for (const row of rows) lines.push(csvLine(row));
  return `${lines.join('\r\n')}\r\n`;
}

function toText(cell: CsvCell): string {
  if (cell == null) return '';
  if (typeof cell !== 'string') return String(cell);
  const harmless = FORMULA_START.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The text that `csvDocument` wrote into a cell: without the apostrophe that kept a spreadsheet from running it. */
export function csvCellText(cell: string): string {
  return cell.startsWith("'") && FORMULA_START.test(cell) ? cell.slice(1) : cell;
}
