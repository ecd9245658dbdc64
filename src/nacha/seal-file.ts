import { blocksOf, serviceClassOf, sumTotals, totalsOf } from './file-totals';
import { nachaName } from './nacha-name';
import type { Addendum, Batch, DraftAddendum, DraftBatch, DraftEntry, DraftFile, Entry, NachaFile } from './nacha-file';

/**
 * The file that a draft asks for, complete: record and batch numbers, service classes, indicators, sums, controls. Names are put into ASCII (`nachaName`);
 * everything else stays as it was given, right or wrong.
 */
export function sealFile(draft: DraftFile): NachaFile {
  let record = 1;
  const batches = draft.batches.map((batch, index) => {
    const sealed = sealBatch(batch, index + 1, record + 1);
    record = sealed.control.record;
    return sealed;
  });
  const records = record + 1;
  const totals = sumTotals(batches.map((batch) => batch.control));
  return {
    header: { ...draft.header, record: 1 },
    batches,
    control: { record: records, batchCount: batches.length, blockCount: blocksOf(records), ...totals },
    records,
  };
}

function sealBatch(batch: DraftBatch, number: number, record: number): Batch & { control: NonNullable<Batch['control']> } {
  let next = record + 1;
  const entries = batch.entries.map((entry) => {
    const sealed = sealEntry(entry, next);
    next += 1 + sealed.addenda.length;
    return sealed;
  });
  const serviceClass = serviceClassOf(entries);
  const { companyId, odfi } = batch;
  const control = { record: next, serviceClass, ...totalsOf(entries), companyId, authenticationCode: '', odfi, number };
  // '1': the originator is bound by the Nacha rules, as a financial institution's customer is.
  return { ...batch, record, serviceClass, settlementDay: '', originatorStatus: '1', number, entries, control };
}

function sealEntry(entry: DraftEntry, record: number): Entry {
  const addenda = entry.addenda.map((addendum, index) => sealAddendum(addendum, entry.trace, index, record + 1 + index));
  const addendaIndicator = addenda.length > 0 ? '1' : '0';
  return { ...entry, record, individualName: nachaName(entry.individualName), addendaIndicator, addenda };
}

function sealAddendum(addendum: DraftAddendum, trace: string, index: number, record: number): Addendum {
  if (addendum.type === '05') return { ...addendum, record, sequence: index + 1, entrySequence: trace.slice(8) };
  return { ...addendum, record, trace };
}
