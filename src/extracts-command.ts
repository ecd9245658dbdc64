import { type Command, Option } from 'commander';
import { OperatorError } from './process';
import { checkExtractFolder, type ExtractCheck } from './servicing/extracts/extract-check';
import type { ExtractFormat } from './simulator/extract-file-writer';
import { bookSource, connectorSource } from './simulator/extract-source';
import { ExtractWriter } from './simulator/extract-writer';
import { LiveBook } from './simulator/live-book';

/** How extracts are asked for at the command line. */
export interface WriteOptions {
  format: ExtractFormat['format'];
  gzip: boolean;
  /** A running connector to read from; without one a simulated book is written. */
  connector?: string;
  token: string;
  contracts: number;
  seed: number;
  asOf: string;
}

/** Delivers a simulated book, or what a connector has changed since the last time; says in a sentence what was written. */
export async function writeExtracts(folder: string, options: WriteOptions): Promise<string> {
  const { format, gzip, connector, token, contracts, seed, asOf } = options;
  const source = connector === undefined ? bookSource(new LiveBook({ contracts, seed, asOf })) : connectorSource({ url: connector, token });
  const extract = await new ExtractWriter(folder, { format, gzip }).deliver(source);
  if (!extract) return 'Nothing has changed since the last extract.';
  const files = Object.values(extract.files).flat();
  const records = files.reduce((sum, file) => sum + file.records, 0);
  return `${extract.content} ${extract.name}: ${records} records in ${files.length} files, sequences ${extract.after} to ${extract.upTo}.`;
}

/** What a check has found, line by line. */
export function checkLines({ about, kinds, unreadable, problems }: ExtractCheck): string[] {
  const inAll = kinds.reduce((sum, kind) => sum + kind.unreadable, 0);
  return [
    ...(about
      ? [`${about.product} ${about.version}, epoch ${about.epoch}, ${about.extracts} extracts up to sequence ${about.latestSequence}.`]
      : []),
    ...kinds.map((kind) => `${kind.kind}: ${kind.records} records, ${kind.deletions} deletions, ${kind.unreadable} unreadable`),
    ...unreadable.map(
      ({ kind, key, extract, sequence, reason }) => `unreadable: ${kind} ${key} (${extract}, sequence ${sequence}): ${reason}`,
    ),
    ...(inAll > unreadable.length ? [`… and ${inAll - unreadable.length} more that are unreadable.`] : []),
    ...problems.map((problem) => `PROBLEM: ${problem}`),
  ];
}

/** Adds `extracts write` and `extracts check`. */
export function addExtractCommands(program: Command, print: (line: string) => void, wholeNumber: (text: string) => number): void {
  const extracts = program
    .command('extracts')
    .description('extracts of ASPIRE in a folder, instead of a connector (docs/extract-folder.md)');
  extracts
    .command('check')
    .description('read a folder of extracts as the portal would; exit 1 when something is wrong')
    .argument('<folder>')
    .action(async (folder: string) => {
      const check = await checkExtractFolder(folder);
      for (const line of checkLines(check)) print(line);
      if (check.problems.length > 0) throw new OperatorError('A sync would fail.');
      if (check.unreadable.length > 0) throw new OperatorError('A sync would set these records aside.');
      print('All of it can be read.');
    });
  extracts
    .command('write')
    .description('write a simulated book into a folder, or what a connector has changed since the last time')
    .argument('<folder>')
    .addOption(new Option('--format <format>').choices(['NDJSON', 'CSV']).default('NDJSON'))
    .option('--gzip', 'compress the files', false)
    .option('--connector <url>', 'a running connector or simulator to read from, without /connector/v1')
    .option('--token <token>', "the connector's", 'simulator-token')
    .option('--contracts <number>', 'contracts in the simulated book', wholeNumber, 2000)
    .option('--seed <number>', 'another seed, another book', wholeNumber, 1)
    .option('--as-of <date>', 'the day of the simulated book', new Date().toISOString().slice(0, 10))
    .action(async (folder: string, options: WriteOptions) => print(await writeExtracts(folder, options)));
}
