import { withPortal } from './bench-book';
import { BenchProcess } from './bench-process';
import { makeLogInUsers } from './dashboard-users';
import { percentile, tell } from './figures';
import { LoadClient, type Exchange } from './load-client';
import { LogInClient } from './log-in-client';

const QUERY = `{ contracts(first: 20) { edges { node { id contractNumber description scenario nextDueOn
  invoices(first: 3) { edges { node { invoiceNumber dueOn balance { amount } } } } } } } }`;
const PER_SECOND = 25;
const IDLE_SECONDS = 20;

/** How long reads took, in milliseconds, while nothing else went on and while something did. */
export interface ReadLatency {
  idleP99Ms: number;
  busyP99Ms: number;
}

/** Reads a customer's contracts with invoices from an API process of its own, 25 times a second: for a while, and then as long as `work` lasts. */
export async function readsDuring(url: string, work: () => Promise<unknown>): Promise<ReadLatency> {
  const [email = ''] = await withPortal(url, (container) => makeLogInUsers(container, 1));
  const env = { PORTAL_DATABASE_URL: url, PORTAL_EXPLORER: 'false' };
  const api = new BenchProcess('bench/dashboard-product-process.ts', { nodeOptions: ['--max-semi-space-size=64'], env });
  const { port } = await api.ask<{ port: number }>('start');
  const person = new LogInClient(port, email, '127.0.1.1');
  const client = new LoadClient(port, JSON.stringify({ query: QUERY }), 1);
  try {
    const exchange = await exchangeOf(client, await person.logIn());
    await p99Of(client, exchange, after(3));
    const idleP99Ms = await p99Of(client, exchange, after(IDLE_SECONDS));
    let isOver = false;
    const working = work().finally(() => (isOver = true));
    const busyP99Ms = await p99Of(client, exchange, () => isOver);
    await working;
    return { idleP99Ms, busyP99Ms };
  } finally {
    person.close();
    client.close();
    await api.stop();
  }
}

function after(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() >= end;
}

async function exchangeOf(client: LoadClient, token: string): Promise<Exchange> {
  const { status, body } = await client.send(token);
  if (status !== 200 || !body.toString().includes('"invoiceNumber"')) throw new Error(`The portal answers otherwise: ${status}`);
  return { token, expected: body };
}

async function p99Of(client: LoadClient, exchange: Exchange, isOver: () => boolean): Promise<number> {
  const { requests, wrong, latenciesMs } = await client.loadGently(exchange, PER_SECOND, isOver);
  if (wrong > 0) throw new Error(`The portal gave ${wrong} wrong answers or errors out of ${requests}.`);
  const p99 = percentile(latenciesMs, 0.99);
  tell(`  ${requests} reads, p50 ${percentile(latenciesMs, 0.5).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  return p99;
}
