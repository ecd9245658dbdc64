import type { AlternateEftStore } from './alternate-eft-store';
import { readCustomer } from './customer-read';
import { viewBatch } from './eft-view';
import { HttpFailure, type Call, type Reply } from './http-failure';
import type { LiveBook } from './live-book';
import { checkBankAccount, checkEnrolment } from './online-check';
import { isKind } from './record';

const DEFAULT_LIMIT = 1_000;
const MAXIMUM_LIMIT = 5_000;
const MOST_BATCHES = 50;

/** The first segments of the protocol's paths. */
export const RESOURCES = ['info', 'changes', 'customers', 'checks', 'alternate-efts', 'eft-batches'] as const;

/** What the protocol's endpoints answer from. */
export interface ConnectorState {
  book: LiveBook;
  alternateEfts: AlternateEftStore;
  seed: number;
  version: string;
  serverTime(): Date;
}

/** Answers a request under `/connector/v1`; works it off in one go, so that a page never shows half of an event. */
export function answerConnector(call: Call, state: ConnectorState): Reply {
  const [resource, id, action] = call.path;
  const route = `${call.method} ${resource ?? ''}/${call.path.length}${call.path.length === 3 ? `/${action ?? ''}` : ''}`;
  switch (route) {
    case 'GET info/1':
      return ok(info(state));
    case 'GET changes/2':
      return ok(changes(call, state.book));
    case 'GET customers/2':
      return ok(customer(state.book, id ?? ''));
    case 'POST checks/2':
      return ok(check(id, call.body, state));
    case 'GET alternate-efts/2':
      return ok(state.alternateEfts.get(readPaymentId(id)));
    case 'PUT alternate-efts/2': {
      const { created, record } = state.alternateEfts.put(readPaymentId(id), call.body);
      return { status: created ? 201 : 200, body: record };
    }
    case 'POST alternate-efts/3/cancel':
      return ok(state.alternateEfts.cancel(readPaymentId(id)));
    case 'GET eft-batches/1':
      return ok({ batches: latestBatches(state.alternateEfts) });
    default:
      throw noSuchPath();
  }
}

/** Whether a path of the protocol begins so. */
export function isResource(segment: string | undefined): boolean {
  return (RESOURCES as readonly (string | undefined)[]).includes(segment);
}

/** The refusal of a path or method that does not exist. */
export function noSuchPath(): HttpFailure {
  return new HttpFailure('NOT_FOUND', 'There is nothing at that path for that method.');
}

/** Answers 200. */
export function ok(body: unknown): Reply {
  return { status: 200, body };
}

function info(state: ConnectorState): unknown {
  const { book, version } = state;
  const serverTime = state.serverTime().toISOString();
  return { product: 'ASPIRE', version, hosting: 'HOSTED', epoch: book.epoch, latestSequence: book.latestSequence, serverTime };
}

function changes({ path, query }: Call, book: LiveBook): unknown {
  const kind = path[1];
  if (!isKind(kind)) throw new HttpFailure('NOT_FOUND', 'There is no such feed.');
  const since = readNumber(query, 'since', 0, Number.MAX_SAFE_INTEGER, 0);
  return book.page(kind, since, readNumber(query, 'limit', 1, MAXIMUM_LIMIT, DEFAULT_LIMIT));
}

function customer(book: LiveBook, oid: string): unknown {
  if (!/^[1-9]\d{0,15}$/.test(oid)) throw new HttpFailure('BAD_REQUEST', 'The AccountOid must be a positive integer.');
  const read = readCustomer(book, Number(oid));
  if (!read) throw new HttpFailure('NOT_FOUND', 'There is no such account.');
  return read;
}

function check(name: string | undefined, body: unknown, { book, seed }: ConnectorState): unknown {
  if (name === 'bank-account') return checkBankAccount(book, seed, body);
  if (name === 'enrolment') return checkEnrolment(book, body);
  throw noSuchPath();
}

function latestBatches(records: AlternateEftStore): unknown[] {
  const newestFirst = records.batches.list().slice(-MOST_BATCHES).reverse();
  return newestFirst.map((batch) => {
    const { BatchNumber, state, from, to, PostedAt, FileName, EffectiveEntryDate, totals } = viewBatch(batch, records);
    return {
      BatchNumber,
      State: state,
      From: from,
      To: to,
      PostedAt,
      FileName,
      EffectiveEntryDate,
      Count: totals.count,
      Amount: totals.Amount,
    };
  });
}

function readPaymentId(text: string | undefined): string {
  if (text === undefined || !/^[\w.:-]{1,100}$/.test(text)) {
    throw new HttpFailure('BAD_REQUEST', 'A paymentId has 1 to 100 letters, digits, "_", ".", ":" or "-".');
  }
  return text;
}

function readNumber(query: URLSearchParams, name: string, low: number, high: number, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(value) && value >= low && value <= high) return value;
  throw new HttpFailure('BAD_REQUEST', `"${name}" must be an integer from ${low} to ${high}.`);
}
