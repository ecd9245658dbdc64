import { purposeOf } from './entry-description';
import {
  BATCH_CONTROL,
  BATCH_HEADER,
  CHANGE_ADDENDA,
  ENTRY_DETAIL,
  FILE_CONTROL,
  FILE_HEADER,
  REMITTANCE_ADDENDA,
  RETURN_ADDENDA,
} from './layout';
import type { Addendum, Batch, BatchControl, Entry, FileControl, FileHeader, Placed, Totals } from './nacha-file';
import type { NachaProblem } from './nacha-problem';
import { decodeRecord } from './record-codec';

/** Only R14 and R15 use the columns for a date of death; in dishonoured and contested returns they hold other things. */
const DEATHS = ['R14', 'R15'];

/** Reads a record 1. */
export function readFileHeader(text: string, record: number, problems: NachaProblem[]): FileHeader & Placed {
  return { ...decodeRecord(FILE_HEADER, record, text, problems), record };
}

/** Reads a record 5 as the beginning of a batch without entries. */
export function readBatchHeader(text: string, record: number, problems: NachaProblem[]): Batch & { entries: Entry[] } {
  const values = decodeRecord(BATCH_HEADER, record, text, problems);
  return { ...values, purpose: purposeOf(values.description), record, number: Number(values.number), entries: [], control: undefined };
}

/** Reads a record 6 as an entry without addenda. */
export function readEntry(text: string, record: number, problems: NachaProblem[]): Entry & { addenda: Addendum[] } {
  const { rdfi, checkDigit, ...values } = decodeRecord(ENTRY_DETAIL, record, text, problems);
  return { ...values, routingNumber: rdfi + checkDigit, amountCents: Number(values.amountCents), record, addenda: [] };
}

/** Reads a record 7. Types that neither payments, returns nor notifications of change use are kept as they stand. */
export function readAddendum(text: string, record: number, problems: NachaProblem[]): Addendum {
  const type = text.slice(1, 3);
  switch (type) {
    case '05': {
      const values = decodeRecord(REMITTANCE_ADDENDA, record, text, problems);
      return { type, ...values, sequence: Number(values.sequence), record };
    }
    case '98':
      return { type, ...decodeRecord(CHANGE_ADDENDA, record, text, problems), record };
    case '99': {
      const found: NachaProblem[] = [];
      const values = decodeRecord(RETURN_ADDENDA, record, text, found);
      const isDeath = DEATHS.includes(values.code);
      const { from } = RETURN_ADDENDA.fields.dateOfDeath;
      problems.push(...found.filter((problem) => isDeath || problem.from !== from));
      return { type, ...values, dateOfDeath: isDeath ? values.dateOfDeath : '', record };
    }
    default:
      return { type: 'OTHER', text, record };
  }
}

/** Reads a record 8. */
export function readBatchControl(text: string, record: number, problems: NachaProblem[]): BatchControl {
  const values = decodeRecord(BATCH_CONTROL, record, text, problems);
  return { ...values, ...totalsIn(values), number: Number(values.number), record };
}

/** Reads a record 9 that is no padding. */
export function readFileControl(text: string, record: number, problems: NachaProblem[]): FileControl {
  const values = decodeRecord(FILE_CONTROL, record, text, problems);
  return { ...totalsIn(values), batchCount: Number(values.batchCount), blockCount: Number(values.blockCount), record };
}

function totalsIn(values: Record<keyof Totals, string>): Totals {
  return {
    entryAddendaCount: Number(values.entryAddendaCount),
    entryHash: Number(values.entryHash),
    totalDebitCents: Number(values.totalDebitCents),
    totalCreditCents: Number(values.totalCreditCents),
  };
}
