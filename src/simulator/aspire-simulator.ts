import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { isLocalDate, type LocalDate } from '../kernel/local-date';
import { AlternateEftStore } from './alternate-eft-store';
import type { BookSettings } from './book-settings';
import { answerConnector, noSuchPath, type ConnectorState } from './connector-routes';
import { answerControl } from './control-routes';
import { dayOf } from './day';
import { FaultSwitch, type Fault, type FaultMode } from './fault-switch';
import { endedAt, withGarbage } from './faulty-feed';
import { failureReply, HttpFailure, type Call, type Reply } from './http-failure';
import { LiveBook, type FeedPage } from './live-book';
import { isKind } from './record';

const MAXIMUM_BODY_BYTES = 1_048_576;
const DAY_MS = 86_400_000;

/** What a simulator is started with. */
export interface AspireSimulatorOptions {
  /** Size of the base book, at least 20; 2 000 when left out. */
  contracts?: number;
  /** The same seed, size and day give the same book; 1 when left out. */
  seed?: number;
  /** The bearer token of the protocol and of the control endpoint. */
  token: string;
  /** The day of the base book. */
  asOf: LocalDate;
  /** 127.0.0.1 when left out. */
  host?: string;
  /** The version it reports; 5.20.17 when left out. */
  version?: string;
  now?: () => Date;
  /** How the lender has set up its system; when left out, cash is applied `BALANCE_FORWARD`, contract values are calculated and schedules saved. */
  settings?: Partial<BookSettings>;
}

/**
 * A servicing system for development, tests and benchmarks: serves the connector protocol under `/connector/v1` from a generated book
 * and does to it what it is told under `/control` (JSON, same token; fields in docs/simulator.md):
 *
 *     GET  book                              state, counts by kind, clock, settings, fault, prepared customers
 *     GET  alternate-efts eft-batches eft-files              what was to be collected, with what batches and files
 *     POST events   { type, … }              book unbook terminate relabel changeRole bill post postAlternateEft returnPayment
 *                                            deleteInvoice put remove GENERATE_EFT POST_EFT DISCARD_EFT RETURN_EFT
 *                                            CORRECT_EFT CALCULATE_CONTRACT_VALUES
 *     POST settings { cashApplication?, calculatesContractValues?, savesAmortizationSchedules? }
 *     POST advance  { days }                 moves the clock, bills and ages contracts (books of at most 20 000 contracts)
 *     POST restore  { toSequence?, keepEpoch? }              back to that sequence or the base book, another epoch unless it is kept
 *     POST faults   { mode, times?, kind?, path?, ms?, version? }   none down slow lateAnswer lostAnswer error halfPage garbageRecord
 *                                            emptyFeed halfFeed unauthorized version
 */
export class AspireSimulator {
  private readonly state: ConnectorState;
  private readonly faults = new FaultSwitch();
  private readonly token: Buffer;
  private readonly host: string;
  private readonly stopping = new AbortController();
  private server: Server | undefined;

  constructor(options: AspireSimulatorOptions) {
    const { contracts = 2_000, seed = 1, asOf, version = '5.20.17', now = () => new Date(), settings = {} } = options;
    if (options.token === '') throw new RangeError('The simulator needs a token.');
    if (!isLocalDate(asOf)) throw new RangeError('"asOf" must be a date YYYY-MM-DD.');
    const book = new LiveBook({ seed, contracts, asOf, settings });
    this.token = digest(options.token);
    this.host = options.host ?? '127.0.0.1';
    const serverTime = (): Date => new Date(now().getTime() + (dayOf(book.today) - dayOf(asOf)) * DAY_MS);
    this.state = { book, alternateEfts: new AlternateEftStore(book), seed, version, serverTime };
  }

  /** Listens on the port (0: any free one) and says where, without a path. */
  async start(port = 0): Promise<{ url: string }> {
    if (this.server) throw new Error('The simulator is running.');
    const server = createServer((request, response) => void this.serve(request, response));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, this.host, resolve);
    });
    const host = this.host.includes(':') ? `[${this.host}]` : this.host;
    return { url: `http://${host}:${(server.address() as AddressInfo).port}` };
  }

  /** Stops listening and drops every connection. */
  async stop(): Promise<void> {
    const { server } = this;
    this.stopping.abort();
    if (!server) return;
    this.server = undefined;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? '/', 'http://simulator');
      const segments = url.pathname.split('/').slice(1).map(decodeSegment);
      const onControl = segments[0] === 'control';
      const path = segments.slice(onControl ? 1 : 2);
      const known = onControl || (segments[0] === 'connector' && segments[1] === 'v1');
      const body = await readBody(request);
      const fault = known && !onControl ? this.faults.strike(path) : undefined;
      if (fault?.mode === 'slow') await pause(fault.ms, undefined, { signal: this.stopping.signal });
      if (fault?.mode === 'down') return void request.socket.destroy();
      const call = { method: request.method ?? '', path, query: url.searchParams, body };
      const reply = orFailure(() => this.answer(request, call, { onControl, known, fault }));
      if (fault?.mode === 'lateAnswer') await pause(fault.ms, undefined, { signal: this.stopping.signal });
      if (fault?.mode === 'lostAnswer') return void request.socket.destroy();
      send(response, reply, fault?.mode === 'halfPage');
    } catch (error) {
      if (response.headersSent || this.stopping.signal.aborted) request.socket.destroy();
      else send(response, replyTo(error), false);
    }
  }

  private answer(
    request: IncomingMessage,
    call: Omit<Call, 'body'> & { body: Buffer },
    { onControl, known, fault }: { onControl: boolean; known: boolean; fault: Fault | undefined },
  ): Reply {
    if (!this.knows(request.headers.authorization) || fault?.mode === 'unauthorized') {
      throw new HttpFailure('UNAUTHORIZED', 'The token is missing or wrong.');
    }
    if (!known) throw noSuchPath();
    if (fault?.mode === 'error') throw new HttpFailure('INTERNAL', 'The servicing system failed.');
    const parsed = { ...call, body: parseBody(call.body) };
    if (onControl) return answerControl(parsed, this.state, this.faults);
    const version = fault?.mode === 'version' ? (fault.version ?? '5.20.16') : this.state.version;
    const reply = answerConnector(parsed, { ...this.state, version });
    return { ...reply, body: this.spoiled(reply.body, call, fault?.mode) };
  }

  /** The body as a fault of feeds leaves it. */
  private spoiled(body: unknown, { path, query }: Omit<Call, 'body'>, mode: FaultMode | undefined): unknown {
    const [, kind] = path;
    const since = Number(query.get('since') ?? 0);
    if (mode === 'garbageRecord') return withGarbage(body as FeedPage, kind);
    if (mode === 'emptyFeed') return endedAt(body as FeedPage, since, 0);
    if (mode === 'halfFeed' && isKind(kind)) return endedAt(body as FeedPage, since, this.state.book.base.halfOf(kind));
    return body;
  }

  private knows(authorization: string | undefined): boolean {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    return token !== undefined && timingSafeEqual(digest(token), this.token);
  }
}

/** What the work answers, or how it is refused: both are answers that may come late or get lost. */
function orFailure(work: () => Reply): Reply {
  try {
    return work();
  } catch (error) {
    return replyTo(error);
  }
}

function replyTo(error: unknown): Reply {
  return failureReply(error instanceof HttpFailure ? error : new HttpFailure('INTERNAL', 'The simulator failed.'));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new HttpFailure('BAD_REQUEST', 'The path is not valid.');
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAXIMUM_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > MAXIMUM_BODY_BYTES) throw new HttpFailure('BAD_REQUEST', 'The body is too long.');
  return Buffer.concat(chunks);
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new HttpFailure('BAD_REQUEST', 'The body is not JSON.');
  }
}

/** Sends the reply; cut short, it promises the whole length and breaks off half-way. */
function send(response: ServerResponse, reply: Reply, cutShort: boolean): void {
  const body = Buffer.from(JSON.stringify(reply.body));
  response.writeHead(reply.status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length });
  if (!cutShort) return void response.end(body);
  response.write(body.subarray(0, body.length >> 1), () => response.destroy());
}
