import { isLocalDate, type LocalDate } from '../kernel/local-date';
import { type FieldSpec, type FixedSpec, RECORD_SIZE, type RecordLayout, problemIn } from './layout';
import type { NachaProblem } from './nacha-problem';

/** ASCII without control characters: what alphameric fields may hold (Appendix Three, "Data Specifications"). */
const PRINTABLE = /^[ -~]*$/;
const CENTURY = '20';

interface OrderedField extends FieldSpec {
  name: string;
}
type Column = OrderedField | FixedSpec;
const orders = new Map<object, readonly Column[]>();

/** A layout's fields and constants from left to right. */
function columnsOf<Name extends string>(layout: RecordLayout<Name>): readonly Column[] {
  let columns = orders.get(layout);
  if (!columns) {
    const fields = Object.entries<FieldSpec>(layout.fields).map(([name, spec]) => ({ name, ...spec }));
    columns = [...fields, ...layout.fixed].sort((left, right) => left.from - right.from);
    orders.set(layout, columns);
  }
  return columns;
}

/** A record of 94 columns. What does not fit its field, or would not be read back as it is, is reported and never cut or changed. */
export function encodeRecord<Name extends string>(
  layout: RecordLayout<Name>,
  record: number,
  values: Readonly<Record<Name, string | number>>,
  problems: NachaProblem[],
): string {
  let line = '';
  for (const column of columnsOf(layout)) {
    if ('content' in column) {
      line += column.content;
      continue;
    }
    const name = column.name as Name;
    const value = String(values[name]);
    const reason = whyNotRepresentable(column, value);
    if (reason !== undefined) problems.push(problemIn(layout, name, record, reason));
    line += fill(column, value);
  }
  return line;
}

function whyNotRepresentable({ kind, from, to }: FieldSpec, value: string): string | undefined {
  const width = to - from + 1;
  if (kind === 'DATE') {
    if (value === '' || (isLocalDate(value) && value.startsWith(CENTURY))) return undefined;
    return `"${value}" is no day of this century`;
  }
  const quoted = kind === 'ACCOUNT' ? 'it' : `"${value}"`;
  if (kind === 'NUMBER' && !/^\d+$/.test(value)) return `${quoted} is no whole number`;
  if (kind === 'DIGITS' && !(/^\d+$/.test(value) && value.length === width)) return `${quoted} has not ${width} digits`;
  if (value.length > width) return `${quoted} is longer than ${width}`;
  if (!PRINTABLE.test(value)) return `${quoted} has characters other than printable ASCII`;
  if (value !== value.trim()) return `${quoted} begins or ends with a blank`;
  if (kind === 'CODE' && value !== value.toUpperCase()) return `${quoted} is not in capitals`;
  return undefined;
}

function fill({ kind, from, to }: FieldSpec, value: string): string {
  const width = to - from + 1;
  if (kind === 'DIGITS' || kind === 'NUMBER') return value.padStart(width, '0');
  if (kind === 'RIGHT') return value.padStart(width, ' ');
  if (kind === 'DATE') return value === '' ? ' '.repeat(width) : value.slice(2).replaceAll('-', '');
  return value.padEnd(width, ' ');
}

/** The fields of a record as texts. What cannot be so in that place is reported; a date that is none is empty, a number that is none is `0`. */
export function decodeRecord<Name extends string>(
  layout: RecordLayout<Name>,
  record: number,
  text: string,
  problems: NachaProblem[],
): Record<Name, string> {
  const line = text.padEnd(RECORD_SIZE, ' ');
  const values: Record<string, string> = {};
  for (const column of columnsOf(layout)) {
    const content = line.slice(column.from - 1, column.to);
    if ('content' in column) {
      if (content !== column.content)
        problems.push({ ...place(layout, record, column), reason: `is "${content}", the rules want "${column.content}"` });
      continue;
    }
    const { value, reason } = decodeField(column, content);
    if (reason !== undefined) problems.push({ ...place(layout, record, column), reason });
    values[column.name] = value;
  }
  return values;
}

function decodeField({ kind }: FieldSpec, content: string): { value: string; reason?: string } {
  if (kind === 'DIGITS' || kind === 'NUMBER')
    return /^\d+$/.test(content) ? { value: content } : { value: '0', reason: `"${content}" is no number` };
  if (kind === 'DATE') {
    // Some banks write zeros where they mean no day.
    if (/^[ 0]*$/.test(content)) return { value: '' };
    const date = dateOf(content);
    return date === undefined ? { value: '', reason: `"${content}" is no day written YYMMDD` } : { value: date };
  }
  const value = kind === 'RIGHT' ? content.trim() : content.trimEnd();
  const read = kind === 'CODE' ? value.toUpperCase() : value;
  return PRINTABLE.test(content) ? { value: read } : { value: read, reason: 'has characters other than printable ASCII' };
}

function dateOf(content: string): LocalDate | undefined {
  const date = content.replace(/^(..)(..)(..)$/, `${CENTURY}$1-$2-$3`);
  return isLocalDate(date) ? date : undefined;
}

function place(layout: RecordLayout<string>, record: number, { from, to, label }: Column): Omit<NachaProblem, 'reason'> {
  return { record, recordType: layout.recordType, field: label, from, to };
}
