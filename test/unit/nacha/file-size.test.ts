import { readFile } from '../../../src/nacha/file-reader';
import { validateFile } from '../../../src/nacha/file-validator';
import { writeFile } from '../../../src/nacha/file-writer';
import { type DraftFile, traceNumber } from '../../../src/nacha/nacha-file';
import { makeBatch, makeDraft, makeEntry, ODFI } from '../../support/nacha';

const ENTRIES = 10_000;
const LIMIT_SECONDS = 1;
const LIMIT_MEGABYTES = 200;

interface Cost {
  seconds: number;
  megabytes: number;
}

/** Half WEB, half CCD, with names that have to be put into ASCII and cut. */
function largeDraft(): DraftFile {
  const entries = Array.from({ length: ENTRIES }, (_, index) =>
    makeEntry({
      amountCents: index === 0 ? 9_999_999_999 : index,
      trace: traceNumber(ODFI, index + 1),
      individualId: `PMT${index}`,
      individualName: `Zoë Müller-Łukasiewicz ${index}`,
      discretionary: index < ENTRIES / 2 ? 'S' : '',
    }),
  );
  return makeDraft([
    makeBatch({ entries: entries.slice(0, ENTRIES / 2) }),
    makeBatch({ secCode: 'CCD', entries: entries.slice(ENTRIES / 2) }),
  ]);
}

/** Writes, reads and validates once. The processor's time, not the clock's: other tests run beside this one. The heap is the highest met between the steps. */
function run(draft: DraftFile): Cost {
  const heap = process.memoryUsage().heapUsed;
  const before = process.cpuUsage();
  const text = writeFile(draft);
  const afterWriting = process.memoryUsage().heapUsed;
  const { file, problems } = readFile(text);
  const afterReading = process.memoryUsage().heapUsed;
  const found = validateFile(file);
  const { user, system } = process.cpuUsage(before);
  const highest = Math.max(afterWriting, afterReading, process.memoryUsage().heapUsed);
  expect([problems, found]).toEqual([[], []]);
  expect(file.batches.map(({ entries }) => entries.length)).toEqual([ENTRIES / 2, ENTRIES / 2]);
  expect(file.control).toMatchObject({ totalDebitCents: 9_999_999_999 + (ENTRIES * (ENTRIES - 1)) / 2, entryAddendaCount: ENTRIES });
  return { seconds: (user + system) / 1_000_000, megabytes: (highest - heap) / 1_048_576 };
}

function median(values: number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? NaN;
}

describe('a file of 10,000 entries', () => {
  it(`is written, read and validated within ${LIMIT_SECONDS} s and ${LIMIT_MEGABYTES} MB of heap`, () => {
    const draft = largeDraft();
    const costs = [run(draft), run(draft), run(draft)];
    const seconds = median(costs.map((cost) => cost.seconds));
    const megabytes = median(costs.map((cost) => cost.megabytes));
    process.stdout.write(
      `NACHA: 10,000 entries written, read and validated in ${seconds.toFixed(3)} s, ${megabytes.toFixed(0)} MB more of heap\n`,
    );
    expect(seconds).toBeLessThanOrEqual(LIMIT_SECONDS);
    expect(megabytes).toBeLessThanOrEqual(LIMIT_MEGABYTES);
  });
});
