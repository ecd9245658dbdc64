/** What is wrong with a CSV text as such; nothing behind it could be read. Both count from 1. */
export interface CsvProblem {
  row: number;
  column: number;
  message: string;
}

/** The rows that could be read, and what stopped the reading if something did. */
export interface CsvText {
  rows: string[][];
  problem: CsvProblem | undefined;
}

const QUOTE = '"';

/**
 * Reads CSV as RFC 4180 has it: cells separated by commas, quoted where they hold commas, quotes (doubled) or line breaks; rows ended by
 * CR LF or LF, the last one's end being optional. A byte order mark is skipped. Cells are texts as they stand, spaces included.
 */
export function readCsv(text: string): CsvText {
  return new CsvReader(text.startsWith('\uFEFF') ? text.slice(1) : text).read();
}

class CsvReader {
  private at = 0;
  private readonly rows: string[][] = [];
  private row: string[] = [];

  constructor(private readonly text: string) {}

  read(): CsvText {
    while (this.at < this.text.length) {
      const column = this.row.length + 1;
      const message =
        (this.text[this.at] === QUOTE ? this.quotedCell() : this.plainCell()) ??
        (this.separator() ? undefined : 'Behind this cell a comma or the end of the row is expected.');
      if (message !== undefined) return { rows: this.rows, problem: { row: this.rows.length + 1, column, message } };
    }
    return { rows: this.rows, problem: undefined };
  }

  /** Reads up to the closing quote; tells what is wrong, if anything. */
  private quotedCell(): string | undefined {
    const parts: string[] = [];
    let from = this.at + 1;
    for (;;) {
      const end = this.text.indexOf(QUOTE, from);
      if (end === -1) return 'The quote at the beginning of this cell is never closed.';
      parts.push(this.text.slice(from, end));
      from = end + 1;
      if (this.text[from] !== QUOTE) break;
      parts.push(QUOTE);
      from += 1;
    }
    this.at = from;
    this.row.push(parts.join(''));
    return undefined;
  }

  private plainCell(): string | undefined {
    const start = this.at;
    while (this.at < this.text.length && !',\n\r'.includes(this.text[this.at] as string)) this.at += 1;
    const cell = this.text.slice(start, this.at);
    if (cell.includes(QUOTE)) return 'A cell with a quote in it must be quoted as a whole, the quote inside doubled.';
    this.row.push(cell);
    return undefined;
  }

  /** Steps over what follows a cell: a comma, or the end of the row. False for anything else. */
  private separator(): boolean {
    const next = this.text[this.at];
    if (next === ',') {
      this.at += 1;
      // The cell behind a comma at the very end is empty, and there.
      if (this.at === this.text.length) {
        this.row.push('');
        this.endRow();
      }
      return true;
    }
    if (next === '\r' && this.text[this.at + 1] === '\n') this.at += 2;
    else if (next === '\n') this.at += 1;
    else if (next !== undefined) return false;
    this.endRow();
    return true;
  }

  private endRow(): void {
    this.rows.push(this.row);
    this.row = [];
  }
}
