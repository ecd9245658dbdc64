import { RECORD_SIZE } from './layout';

/** Old systems mark the end of a text with control-Z, young ones its beginning with a byte order mark. */
const END_OF_TEXT = '\u001A';
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The records of a file as banks send it: ended by CR LF, LF or CR, or not at all (then cut every 94 columns), trailing blanks there or not.
 * Empty lines are none. A record that is too long stays so.
 */
export function splitRecords(text: string): string[] {
  const lines = withoutNoise(text)
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '');
  return lines.flatMap((line) => (isRunTogether(line, lines.length) ? cut(line) : [line.trimEnd()]));
}

/** Whether a line is several records without ends between them: whole records only, or the file's only line. */
function isRunTogether(line: string, lines: number): boolean {
  return line.trimEnd().length > RECORD_SIZE && (lines === 1 || line.length % RECORD_SIZE === 0);
}

function cut(line: string): string[] {
  const records: string[] = [];
  for (let at = 0; at < line.length; at += RECORD_SIZE) {
    const record = line.slice(at, at + RECORD_SIZE).trimEnd();
    if (record !== '') records.push(record);
  }
  return records;
}

function withoutNoise(text: string): string {
  const body = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const trimmed = body.trimEnd();
  return trimmed.endsWith(END_OF_TEXT) ? trimmed.slice(0, -1) : body;
}
