import type { EftBatch } from '../domain/sync/servicing-system';
import { cents, count, date, filledText, instant, type JsonObject, list, newer, oid, word } from './field-reader';

const STATES = new Set(['REVIEW', 'POSTED', 'DISCARDED'] as const);
const FILE_NAME_CHARACTERS = 200;
const MOST_BATCHES = 50;

/** The EFT batches as the connector answers them, no more than the first 50. @throws UnreadableError */
export function parseEftBatches(body: JsonObject): EftBatch[] {
  return list(body['batches'], 'batches', parseEftBatch).slice(0, MOST_BATCHES);
}

function parseEftBatch(data: JsonObject): EftBatch {
  return {
    number: oid(data['BatchNumber'], 'BatchNumber'),
    state: word(data['State'], 'State', STATES),
    dueFrom: date(data['From'], 'From'),
    dueTo: date(data['To'], 'To'),
    postedAt: newer(data['PostedAt'], 'PostedAt', instant),
    fileName: newer(data['FileName'], 'FileName', (value, field) => filledText(value, field, FILE_NAME_CHARACTERS)),
    effectiveEntryOn: newer(data['EffectiveEntryDate'], 'EffectiveEntryDate', date),
    count: count(data['Count'], 'Count'),
    amountCents: cents(data['Amount'], 'Amount'),
  };
}
