import { validateFile } from './file-validator';
import {
  BATCH_CONTROL,
  BATCH_HEADER,
  BLOCKING_FACTOR,
  CHANGE_ADDENDA,
  ENTRY_DETAIL,
  FILE_CONTROL,
  FILE_HEADER,
  RECORD_SIZE,
  REMITTANCE_ADDENDA,
  RETURN_ADDENDA,
} from './layout';
import type { Addendum, DraftFile, Entry, NachaFile } from './nacha-file';
import { NachaError, type NachaProblem } from './nacha-problem';
import { encodeRecord } from './record-codec';
import { sealFile } from './seal-file';
import { checkWriting } from './writing-rules';

const PADDING = '9'.repeat(RECORD_SIZE);

/**
 * The text of a NACHA file: records of 94 columns, each ended by LF, filled up with 9s to blocks of ten.
 * @throws NachaError where anything asked for cannot be represented, breaks a rule, or is no business of ours to send; nothing is silently
 * changed but names (see `nachaName`).
 */
export function writeFile(draft: DraftFile): string {
  const file = sealFile(draft);
  const unrepresentable: NachaProblem[] = [];
  const lines = linesOf(file, unrepresentable);
  const [first, ...rest] = unrepresentable.concat(validateFile(file), checkWriting(file));
  if (first !== undefined) throw new NachaError([first, ...rest]);
  while (lines.length % BLOCKING_FACTOR !== 0) lines.push(PADDING);
  return `${lines.join('\n')}\n`;
}

function linesOf({ header, batches, control }: NachaFile, problems: NachaProblem[]): string[] {
  const lines: string[] = [];
  if (header) lines.push(encodeRecord(FILE_HEADER, header.record, header, problems));
  for (const batch of batches) {
    lines.push(encodeRecord(BATCH_HEADER, batch.record, batch, problems));
    for (const entry of batch.entries) {
      lines.push(entryLine(entry, problems));
      for (const addendum of entry.addenda) lines.push(addendumLine(addendum, problems));
    }
    if (batch.control) lines.push(encodeRecord(BATCH_CONTROL, batch.control.record, batch.control, problems));
  }
  if (control) lines.push(encodeRecord(FILE_CONTROL, control.record, control, problems));
  return lines;
}

function entryLine(entry: Entry, problems: NachaProblem[]): string {
  const { routingNumber } = entry;
  return encodeRecord(
    ENTRY_DETAIL,
    entry.record,
    { ...entry, rdfi: routingNumber.slice(0, 8), checkDigit: routingNumber.slice(8) },
    problems,
  );
}

function addendumLine(addendum: Addendum, problems: NachaProblem[]): string {
  switch (addendum.type) {
    case '05':
      return encodeRecord(REMITTANCE_ADDENDA, addendum.record, addendum, problems);
    case '98':
      return encodeRecord(CHANGE_ADDENDA, addendum.record, addendum, problems);
    case '99':
      return encodeRecord(RETURN_ADDENDA, addendum.record, addendum, problems);
    case 'OTHER':
      return addendum.text;
  }
}
