import 'reflect-metadata';
import { Command } from 'commander';
import { fail } from '../src/process';
import { prepareBook, withPortal } from './bench-book';
import { startBenchServer } from './bench-database';
import { BenchProcess } from './bench-process';
import { removeCompiled } from './compiled';
import { DASHBOARD_QUERY } from './dashboard-query';
import { logInDashboardUsers } from './dashboard-users';
import { median, rounded, tell, wholeNumber } from './figures';
import { LoadClient, type Exchange } from './load-client';

/** As `npm start` has it; the floor gets the same. */
const NODE_OPTIONS = ['--max-semi-space-size=64'];
const CONNECTIONS = 4;

interface Options {
  contracts: number;
  rounds: number;
  seconds: number;
  warmUp: number;
}

interface Contestant {
  name: string;
  process: BenchProcess;
  client: LoadClient;
}

interface Round {
  /** Milliseconds of CPU for one request, user and system. */
  cpu: number;
  perSecond: number;
}

const options = new Command('bench:api')
  .description('Measures the dashboard query against a hand-written floor: same statements, same bytes.')
  .option('--contracts <number>', 'size of the simulated book', wholeNumber, 2_000)
  .option('--rounds <number>', 'rounds of each, in turn', wholeNumber, 7)
  .option('--seconds <number>', 'length of a round', wholeNumber, 3)
  .option('--warm-up <number>', 'seconds before the first round, for each', wholeNumber, 6)
  .parse()
  .opts<Options>();

void main().catch(fail);

async function main(): Promise<void> {
  const server = await startBenchServer(tell);
  try {
    const url = await prepareBook(server, options.contracts);
    const tokens = await withPortal(url, logInDashboardUsers);
    tell(`${tokens.length} users with 20 contracts or more are logged in.`);
    tell(`\n${JSON.stringify(await compete(url, tokens))}`);
  } finally {
    removeCompiled();
    await server.stop();
  }
}

async function compete(url: string, tokens: readonly string[]): Promise<object> {
  const product = await startProduct(url);
  const first = await product.client.send(tokens[0] as string);
  await product.process.ask('statements');
  await product.client.send(tokens[0] as string);
  const statements = await product.process.ask<string[]>('statements');
  tell(`The dashboard is ${first.body.length} bytes and costs ${statements.length} SQL statements.`);
  const floor = await startFloor(url, statements);
  const exchanges = await agree(product, floor, tokens);
  const rounds = new Map<Contestant, Round[]>([
    [product, []],
    [floor, []],
  ]);
  for (const contestant of rounds.keys()) await contestant.client.load(exchanges, options.warmUp);
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const [contestant, done] of rounds) done.push(await play(contestant, exchanges));
    const [a, b] = [...rounds.values()].map((done) => done.at(-1) as Round) as [Round, Round];
    tell(`Round ${round}: CPU × ${(a.cpu / b.cpu).toFixed(2)}, requests per second × ${(a.perSecond / b.perSecond).toFixed(2)}`);
  }
  for (const contestant of rounds.keys()) {
    contestant.client.close();
    await contestant.process.stop();
  }
  const ratio = (of: (round: Round) => number): number => {
    const [ours, theirs] = [...rounds.values()] as [Round[], Round[]];
    return rounded(median(ours.map((round, index) => of(round) / of(theirs[index] as Round))));
  };
  return { cpuRatio: ratio((round) => round.cpu), rpsRatio: ratio((round) => round.perSecond), statements: statements.length };
}

async function startProduct(url: string): Promise<Contestant> {
  const env = { PORTAL_DATABASE_URL: url, PORTAL_EXPLORER: 'false' };
  const process = new BenchProcess('bench/dashboard-product-process.ts', { nodeOptions: NODE_OPTIONS, env });
  return contestant('portal', process, await process.ask<{ port: number }>('start'));
}

/** The floor sends the very statements that the portal was seen to send. */
async function startFloor(url: string, statements: readonly string[]): Promise<Contestant> {
  const find = (words: string): string => {
    const found = statements.filter((sql) => sql.includes(words));
    if (found.length !== 1) throw new Error(`The portal sends ${found.length} statements with "${words}": the floor must be adapted.`);
    return found[0] as string;
  };
  const process = new BenchProcess('bench/dashboard-floor-process.ts', { nodeOptions: NODE_OPTIONS });
  const sql = {
    session: find('FROM user_sessions'),
    contracts: find('FROM contracts c WHERE'),
    customers: find('FROM accounts a'),
    invoices: find('JOIN invoices i'),
    receivedPayments: find('JOIN received_payments payment'),
  };
  return contestant('floor', process, await process.ask<{ port: number }>('start', { url, statements: sql }));
}

function contestant(name: string, process: BenchProcess, { port }: { port: number }): Contestant {
  return { name, process, client: new LoadClient(port, JSON.stringify({ query: DASHBOARD_QUERY }), CONNECTIONS) };
}

/** Each user's answer. @throws Error unless both give the same bytes and no errors. */
async function agree(product: Contestant, floor: Contestant, tokens: readonly string[]): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  for (const token of tokens) {
    const ours = await product.client.send(token);
    const theirs = await floor.client.send(token);
    if (ours.status !== 200 || ours.body.includes('"errors"')) throw new Error(`The portal failed: ${ours.body.toString().slice(0, 500)}`);
    if (!ours.body.equals(theirs.body))
      throw new Error(`The floor answers otherwise: ${theirs.status} ${theirs.body.toString().slice(0, 500)}`);
    exchanges.push({ token, expected: ours.body });
  }
  return exchanges;
}

async function play({ name, process, client }: Contestant, exchanges: readonly Exchange[]): Promise<Round> {
  const before = await process.ask<NodeJS.CpuUsage>('cpu');
  const { requests, wrong, seconds } = await client.load(exchanges, options.seconds);
  const after = await process.ask<NodeJS.CpuUsage>('cpu');
  if (wrong > 0) throw new Error(`The ${name} gave ${wrong} wrong answers or errors out of ${requests}.`);
  const cpu = (after.user + after.system - before.user - before.system) / 1000;
  return { cpu: cpu / requests, perSecond: requests / seconds };
}
