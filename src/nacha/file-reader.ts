import { RECORD_SIZE } from './layout';
import type { Addendum, Batch, Entry, NachaFile } from './nacha-file';
import type { NachaProblem } from './nacha-problem';
import { readAddendum, readBatchControl, readBatchHeader, readEntry, readFileControl, readFileHeader } from './record-reader';
import { splitRecords } from './record-splitter';

/** What a text says, and what in it could not be read. An empty list does not mean that the file is right: see `validateFile`. */
export interface ReadFile {
  file: NachaFile;
  problems: NachaProblem[];
}

/** Classes whose entries have other columns: international entries and the operator's own advices. Their batches are passed over. */
const OTHER_COLUMNS = ['IAT', 'ADV'];

/**
 * Reads a NACHA file, forgiving what banks do: any line ends or none, short records, codes in lower case, missing padding. Takes any text at all
 * and never throws; what makes no sense is reported and passed over.
 */
export function readFile(text: string): ReadFile {
  const reader = new FileReader();
  for (const record of splitRecords(text)) reader.take(record);
  return reader.finish();
}

class FileReader {
  private readonly problems: NachaProblem[] = [];
  private readonly batches: Batch[] = [];
  private header: NachaFile['header'];
  private control: NachaFile['control'];
  private batch: (Batch & { entries: Entry[] }) | undefined;
  private entry: (Entry & { addenda: Addendum[] }) | undefined;
  private isPassingOver = false;
  private record = 0;
  private padding = 0;

  take(text: string): void {
    this.record += 1;
    if (/^9+$/.test(text) && (this.control !== undefined || text.length === RECORD_SIZE)) {
      this.padding += 1;
      return;
    }
    const type = text.slice(0, 1);
    if (text.length > RECORD_SIZE) this.report(RECORD_SIZE + 1, text.length, 'Record Size', `has ${text.length} columns`);
    if (this.padding > 0) this.report(1, RECORD_SIZE, 'Padding', 'is followed by more records');
    if (this.isPassingOver && (type === '6' || type === '7')) return;
    if (type === '1') this.takeHeader(text);
    else if (type === '5') this.takeBatchHeader(text);
    else if (type === '6') this.takeEntry(text);
    else if (type === '7') this.takeAddendum(text);
    else if (type === '8') this.takeBatchControl(text);
    else if (type === '9') this.takeControl(text);
    else this.report(1, 1, 'Record Type Code', `"${type}" is no type of record`);
  }

  finish(): ReadFile {
    const { header, batches, control, problems } = this;
    return { file: { header, batches, control, records: this.record - this.padding }, problems };
  }

  private takeHeader(text: string): void {
    if (this.record > 1) return this.misplaced('a file header is the first record, and the only one');
    this.header = readFileHeader(text, this.record, this.problems);
  }

  private takeBatchHeader(text: string): void {
    if (this.batch) this.misplaced('the batch before it has no control');
    this.batch = readBatchHeader(text, this.record, this.problems);
    this.entry = undefined;
    this.batches.push(this.batch);
    this.isPassingOver = OTHER_COLUMNS.includes(this.batch.secCode);
    if (this.isPassingOver) this.report(51, 53, 'Standard Entry Class Code', `entries of class ${this.batch.secCode} are not read`);
  }

  private takeEntry(text: string): void {
    if (!this.batch) return this.misplaced('an entry outside a batch');
    this.entry = readEntry(text, this.record, this.problems);
    this.batch.entries.push(this.entry);
  }

  private takeAddendum(text: string): void {
    if (!this.entry) return this.misplaced('an addenda record without an entry');
    this.entry.addenda.push(readAddendum(text, this.record, this.problems));
  }

  private takeBatchControl(text: string): void {
    if (!this.batch) return this.misplaced('a batch control without a batch');
    this.batch.control = readBatchControl(text, this.record, this.problems);
    this.batch = undefined;
    this.entry = undefined;
    this.isPassingOver = false;
  }

  private takeControl(text: string): void {
    if (this.control) return this.misplaced('a second file control');
    if (this.batch) this.misplaced('the batch before it has no control');
    this.batch = undefined;
    this.entry = undefined;
    this.control = readFileControl(text, this.record, this.problems);
  }

  private misplaced(reason: string): void {
    this.report(1, 1, 'Record Type Code', reason);
  }

  private report(from: number, to: number, field: string, reason: string): void {
    this.problems.push({ record: this.record, recordType: 'record', field, from, to, reason });
  }
}
