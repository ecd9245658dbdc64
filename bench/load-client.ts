import { Agent, request } from 'node:http';

/** A request and the one right answer to it. */
export interface Exchange {
  token: string;
  expected: Buffer;
}

/** What came back while a load lasted. */
export interface LoadResult {
  requests: number;
  /** Answers that were not 200, or had other bytes than expected: GraphQL errors among them. */
  wrong: number;
  seconds: number;
  /** How long each answer took, in milliseconds. */
  latenciesMs: number[];
}

/** Sends one query to one port over kept-alive connections. */
export class LoadClient {
  private readonly agent: Agent;

  constructor(
    private readonly port: number,
    private readonly body: string,
    private readonly connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** One request; resolves to status and body. */
  send(token: string): Promise<{ status: number; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
        'content-length': Buffer.byteLength(this.body),
      };
      const call = request(
        { port: this.port, host: '127.0.0.1', path: '/graphql', method: 'POST', agent: this.agent, headers },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
          response.on('error', reject);
        },
      );
      call.on('error', reject);
      call.end(this.body);
    });
  }

  /** Keeps every connection busy for that long, with each exchange in turn. */
  async load(exchanges: readonly Exchange[], seconds: number): Promise<LoadResult> {
    const started = performance.now();
    const end = started + seconds * 1000;
    const result: LoadResult = { requests: 0, wrong: 0, seconds: 0, latenciesMs: [] };
    const connection = async (): Promise<void> => {
      while (performance.now() < end) {
        const exchange = exchanges[result.requests % exchanges.length] as Exchange;
        result.requests += 1;
        const sentAt = performance.now();
        const { status, body } = await this.send(exchange.token);
        result.latenciesMs.push(performance.now() - sentAt);
        if (status !== 200 || !body.equals(exchange.expected)) result.wrong += 1;
      }
    };
    await Promise.all(Array.from({ length: this.connections }, connection));
    return { ...result, seconds: (performance.now() - started) / 1000 };
  }

  /** Sends one request after another, at most so many a second, until told that it is over. */
  async loadGently(exchange: Exchange, perSecond: number, isOver: () => boolean): Promise<LoadResult> {
    const started = performance.now();
    const result: LoadResult = { requests: 0, wrong: 0, seconds: 0, latenciesMs: [] };
    while (!isOver()) {
      const sentAt = performance.now();
      const { status, body } = await this.send(exchange.token);
      result.requests += 1;
      result.latenciesMs.push(performance.now() - sentAt);
      if (status !== 200 || !body.equals(exchange.expected)) result.wrong += 1;
      const early = started + (result.requests * 1000) / perSecond - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    }
    return { ...result, seconds: (performance.now() - started) / 1000 };
  }

  close(): void {
    this.agent.destroy();
  }
}
