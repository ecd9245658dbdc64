import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, ApiClient } from '../support/portal';
import { problemsOf, type Book, type ReadData } from './reader-checks';

/** Somebody who looks at the portal all the time. */
export interface ReaderPerson {
  token: string;
  accountId: number;
}

const MONEY = '{ amount currencyCode }';
const LINES = `lines(first: 100) { edges { node { id amount ${MONEY} balance ${MONEY} contract { id contractNumber } } } }`;
const INVOICE = `id invoiceNumber state amount ${MONEY} balance ${MONEY} ${LINES}`;
const RECEIVED = `id status returnedOn returnReasonCode amount ${MONEY} contract { id }`;
const QUERIES = [
  `{ invoices(first: 60) { edges { node { ${INVOICE} } } } }`,
  `{ contracts(first: 50) { edges { node { id contractNumber invoices(first: 12) { edges { node { ${INVOICE} } } }
     receivedPayments(first: 12) { edges { node { ${RECEIVED} } } } } } } }`,
  `{ receivedPayments(first: 60) { edges { node { ${RECEIVED} } } } }`,
  `{ contracts(first: 50, filter: { state: CLOSED }) { edges { node { id contractNumber invoices(first: 12) { edges { node { ${INVOICE} } } } } } }
     invoices(first: 30, filter: { state: OPEN }) { edges { node { ${INVOICE} } } } }`,
];
const PAUSE_MS = 12;
const MOST_PROBLEMS = 50;

/** Asks the portal the same again and again as several people, and holds every single answer against what must always be true. */
export class ChaosReader {
  answers = 0;
  readonly problems: string[] = [];
  private readonly stop = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly portal: ApiClient,
    private readonly people: readonly ReaderPerson[],
    private readonly book: Book,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async end(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    for (let round = 0; !this.stop.signal.aborted; round += 1) {
      const person = this.people[round % this.people.length];
      const query = QUERIES[Math.floor(round / this.people.length) % QUERIES.length];
      if (!person || query === undefined) throw new Error('Nobody looks at anything.');
      await this.look(person, query).catch((error: unknown) => this.report([`The portal did not answer: ${String(error)}`]));
      await pause(PAUSE_MS);
    }
  }

  private async look({ token, accountId }: ReaderPerson, query: string): Promise<void> {
    const answer: Answer<ReadData> = await this.portal.ask<ReadData>(query, {}, token);
    this.answers += 1;
    if (answer.errors.length > 0 || !answer.data) return this.report([`Account ${accountId} got ${answer.text.slice(0, 300)}`]);
    this.report(problemsOf(answer.data, accountId, this.book));
  }

  private report(problems: readonly string[]): void {
    this.problems.push(...problems.slice(0, MOST_PROBLEMS - this.problems.length));
  }
}
