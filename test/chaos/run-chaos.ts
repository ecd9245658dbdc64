import 'reflect-metadata';
import { Command, InvalidArgumentError } from 'commander';
import { playChaos } from './chaos-run';

const PROBLEMS_SHOWN = 20;

interface Options {
  seed: number;
  days: number;
  contracts: number;
  shifts: number;
  events: number;
  realWorkers: boolean;
  minutes?: number;
}

/** Plays simulated days against the real sync and says what should never have been: a line for each day, a line of JSON at the end, exit code 1 on any problem. */
async function main({ minutes, ...settings }: Options): Promise<void> {
  console.log(`Seed ${settings.seed}: ${settings.days} days, ${settings.contracts} contracts.`);
  const endAt = minutes === undefined ? undefined : performance.now() + minutes * 60_000;
  const { problems, ...result } = await playChaos(settings, (line) => console.log(line), endAt);
  for (const problem of problems.slice(0, PROBLEMS_SHOWN)) console.error(problem);
  if (problems.length > 0) console.error(`To see it again: npm run chaos -- ${optionsOf(settings)}`);
  console.log(JSON.stringify({ ...result, problems: problems.length }));
  process.exitCode = problems.length > 0 ? 1 : 0;
}

function optionsOf({ seed, days, contracts, shifts, events, realWorkers }: Omit<Options, 'minutes'>): string {
  const sizes = `--seed ${seed} --days ${days} --contracts ${contracts} --shifts ${shifts} --events ${events}`;
  return realWorkers ? `${sizes} --real-workers` : sizes;
}

function natural(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return value;
}

void new Command('chaos')
  .description('Plays simulated days of bookings, payments, outages, restores and dying workers against the sync.')
  .option('--seed <number>', 'the same seed gives the same days', natural, 1 + Math.floor(Math.random() * 1_000_000))
  .option('--days <number>', 'how many days', natural, 10)
  .option('--contracts <number>', 'size of the book, at least 20', natural, 300)
  .option('--shifts <number>', 'syncs a day', natural, 5)
  .option('--events <number>', 'events between two syncs', natural, 25)
  .option('--real-workers', 'two worker programs that do what sync_schedules says, instead of workers made for the test', false)
  .option('--minutes <number>', 'end with the day that is under way after so many minutes', natural)
  .action(main)
  .parseAsync();
