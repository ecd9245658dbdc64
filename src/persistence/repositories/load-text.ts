import type { BulkRows, BulkTable } from './bulk-write';

const CHUNK_BYTES = 1 << 17;
/** Of a number: sixteen digits and a sign. */
const MOST_NUMBER_BYTES = 17;
/** What one UTF-16 unit may come to: three bytes of UTF-8, or two where it is escaped. */
const MOST_UNIT_BYTES = 3;
const BILLION = 1_000_000_000;
const LARGEST_SMALL = 2_147_483_647;
const ESCAPED: Readonly<Record<string, string>> = { '\0': '\\0', '\t': '\\t', '\n': '\\n', '\\': '\\\\' };
const [TAB, NEW_LINE, MINUS, ZERO, BACKSLASH, FIRST_BEYOND_ASCII] = [9, 10, 45, 48, 92, 128];

/** Rows as `LOAD DATA … FIELDS TERMINATED BY '\t' ESCAPED BY '\\' LINES TERMINATED BY '\n'` reads them, some at a time. */
export function* loadText(table: BulkTable, rows: BulkRows): Generator<{ bytes: Buffer; rows: number }> {
  const { properties } = table;
  const last = properties.length - 1;
  let text = new LoadText();
  let count = 0;
  for (const { own, shared } of rows()) {
    for (let index = 0; index <= last; index += 1) {
      const property = properties[index] as string;
      text.write((own as Record<string, unknown>)[property] ?? (shared as Record<string, unknown>)[property], index === last);
    }
    count += 1;
    if (text.length < CHUNK_BYTES) continue;
    yield { bytes: text.bytes(), rows: count };
    text = new LoadText();
    count = 0;
  }
  if (count > 0) yield { bytes: text.bytes(), rows: count };
}

/** A text that grows byte by byte: a sync writes millions of rows, and joining strings takes it two to three times as long. */
class LoadText {
  length = 0;
  private buffer = Buffer.allocUnsafe(CHUNK_BYTES + (CHUNK_BYTES >> 2));

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  write(value: unknown, endsRow: boolean): void {
    if (typeof value === 'number') this.writeNumber(value);
    else if (typeof value === 'string') this.writeString(value);
    else if (value === null || value === undefined) this.writeRaw('\\N');
    else if (typeof value === 'boolean') this.writeNumber(value ? 1 : 0);
    else throw new TypeError('A record holds what no column can.');
    this.reserve(1);
    this.buffer[this.length++] = endsRow ? NEW_LINE : TAB;
  }

  private writeNumber(value: number): void {
    if (!Number.isSafeInteger(value)) return this.writeRaw(String(value));
    this.reserve(MOST_NUMBER_BYTES);
    if (value < 0) this.buffer[this.length++] = MINUS;
    const size = Math.abs(value);
    if (size <= LARGEST_SMALL) return this.writeDigits(size, widthOf(size));
    // Only what fits into 32 bits is divided fast.
    const billions = Math.floor(size / BILLION);
    this.writeDigits(billions, widthOf(billions));
    this.writeDigits(size - billions * BILLION, 9);
  }

  private writeDigits(value: number, width: number): void {
    const { buffer } = this;
    let rest = value | 0;
    for (let at = this.length + width - 1; at >= this.length; at -= 1) {
      const tenth = (rest / 10) | 0;
      buffer[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.length += width;
  }

  private writeString(value: string): void {
    this.reserve(value.length * MOST_UNIT_BYTES);
    const { buffer } = this;
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      if (unit >= FIRST_BEYOND_ASCII || unit === TAB || unit === NEW_LINE || unit === BACKSLASH || unit === 0)
        return this.writeRaw(value.replace(/[\0\t\n\\]/g, (character) => ESCAPED[character] ?? ''));
      buffer[this.length + index] = unit;
    }
    this.length += value.length;
  }

  private writeRaw(value: string): void {
    this.reserve(value.length * MOST_UNIT_BYTES);
    this.length += this.buffer.write(value, this.length);
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe((this.length + more) * 2);
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

function widthOf(value: number): number {
  let width = 1;
  for (let limit = 10; value >= limit; limit *= 10) width += 1;
  return width;
}
