import 'reflect-metadata';
import { Command } from 'commander';
import { fail } from '../src/process';
import { prepareBook, withPortal } from './bench-book';
import { startBenchServer } from './bench-database';
import { BenchProcess } from './bench-process';
import { removeCompiled } from './compiled';
import { makeLogInUsers } from './dashboard-users';
import { median, percentile, rounded, tell, wholeNumber } from './figures';
import { LoadClient, type Exchange } from './load-client';
import { LogInClient } from './log-in-client';

const QUERY =
  '{ contracts(first: 20) { edges { node { id contractNumber description scenario nextDueOn paymentAmount { amount currencyCode } } } } }';
/** One: a latency is to say how long the portal took, not how long the queries waited for each other. */
const CONNECTIONS = 1;

interface Options {
  contracts: number;
  logIns: number;
  rounds: number;
  seconds: number;
}

interface Round {
  idleP99Ms: number;
  loadedP99Ms: number;
  logInsPerSecond: number;
}

const options = new Command('bench:login')
  .description('Measures how long a contract query takes while many users log in, against how long it takes while nobody does.')
  .option('--contracts <number>', 'size of the simulated book', wholeNumber, 2_000)
  .option('--log-ins <number>', 'users who log in at once', wholeNumber, 20)
  .option('--rounds <number>', 'rounds of each, in turn', wholeNumber, 7)
  .option('--seconds <number>', 'length of a round', wholeNumber, 4)
  .parse()
  .opts<Options>();

void main().catch(fail);

async function main(): Promise<void> {
  const server = await startBenchServer(tell);
  try {
    const url = await prepareBook(server, options.contracts);
    const emails = await withPortal(url, (container) => makeLogInUsers(container, options.logIns));
    tell(`\n${JSON.stringify(await measure(url, emails))}`);
  } finally {
    removeCompiled();
    await server.stop();
  }
}

async function measure(url: string, emails: readonly string[]): Promise<object> {
  const env = { PORTAL_DATABASE_URL: url, PORTAL_EXPLORER: 'false' };
  // As `npm start` has it.
  const product = new BenchProcess('bench/dashboard-product-process.ts', { nodeOptions: ['--max-semi-space-size=64'], env });
  const { port } = await product.ask<{ port: number }>('start');
  const people = emails.map((email, index) => new LogInClient(port, email, `127.0.1.${index + 1}`));
  const client = new LoadClient(port, JSON.stringify({ query: QUERY }), CONNECTIONS);
  const tokens = await Promise.all(people.map((person) => person.logIn()));
  const exchange = await exchangeOf(client, tokens[0] ?? '');
  await playRound(client, exchange, people);
  const rounds: Round[] = [];
  for (let number = 1; number <= options.rounds; number += 1) {
    const round = await playRound(client, exchange, people);
    rounds.push(round);
    const { idleP99Ms, loadedP99Ms, logInsPerSecond } = round;
    tell(
      `Round ${number}: p99 ${rounded(idleP99Ms)} ms idle, ${rounded(loadedP99Ms)} ms during ${rounded(logInsPerSecond)} log-ins a second: × ${rounded(loadedP99Ms / idleP99Ms)}`,
    );
  }
  for (const one of [client, ...people]) one.close();
  await product.stop();
  const middle = (of: (round: Round) => number): number => rounded(median(rounds.map(of)));
  return {
    p99Ratio: middle(({ idleP99Ms, loadedP99Ms }) => loadedP99Ms / idleP99Ms),
    idleP99Ms: middle((round) => round.idleP99Ms),
    loadedP99Ms: middle((round) => round.loadedP99Ms),
    logInsPerSecond: middle((round) => round.logInsPerSecond),
  };
}

/** The query with its one right answer: a full page. */
async function exchangeOf(client: LoadClient, token: string): Promise<Exchange> {
  const { status, body } = await client.send(token);
  const contracts = body.toString().split('"contractNumber"').length - 1;
  if (status !== 200 || contracts !== 20) throw new Error(`The portal answers otherwise: ${status} ${body.toString().slice(0, 500)}`);
  return { token, expected: body };
}

/** First nobody logs in, then everybody does, again and again. */
async function playRound(client: LoadClient, exchange: Exchange, people: readonly LogInClient[]): Promise<Round> {
  const idleP99Ms = await p99Of(client, exchange);
  let isOver = false;
  let logIns = 0;
  const started = performance.now();
  const loggingIn = people.map(async (person) => {
    while (!isOver) {
      await person.logIn();
      logIns += 1;
    }
  });
  const loadedP99Ms = await p99Of(client, exchange);
  isOver = true;
  await Promise.all(loggingIn);
  return { idleP99Ms, loadedP99Ms, logInsPerSecond: (logIns * 1000) / (performance.now() - started) };
}

async function p99Of(client: LoadClient, exchange: Exchange): Promise<number> {
  const { requests, wrong, latenciesMs } = await client.load([exchange], options.seconds);
  if (wrong > 0) throw new Error(`The portal gave ${wrong} wrong answers or errors out of ${requests}.`);
  return percentile(latenciesMs, 0.99);
}
