import { Fault, unavailable } from '../kernel/fault';
import { isObject, type JsonObject, UnreadableError } from './field-reader';

/** How to reach a connector. */
export interface ConnectorOptions {
  /** Without the base path `/connector/v1`. */
  url: string;
  token: string;
  /** For a whole call, answer read to its end. Default 15 000. */
  timeoutMs?: number;
  /** A longer answer is given up. Default 64 MiB. */
  maximumResponseBytes?: number;
}

/** An answer that the caller can make sense of. */
export interface ConnectorAnswer {
  status: number;
  body: JsonObject;
}

/** One call. */
export interface ConnectorRequest {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: object;
  /** Statuses beside 2xx that the caller can make sense of. */
  expected?: readonly number[];
  signal?: AbortSignal | undefined;
}

/** `NO_ANSWER`: none came, or one that says to come again; the same call may well succeed later. `NOT_UNDERSTOOD`: not as the protocol says. */
export type ConnectorFailure = 'NO_ANSWER' | 'REFUSED' | 'NOT_UNDERSTOOD';

/** Why a call failed, for operators: never shown to users, never with a token or bank account in it. */
export class ConnectorError extends Error {
  readonly failure: ConnectorFailure;
  /** How long the connector asks to wait; undefined where it says nothing. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    {
      failure = 'NOT_UNDERSTOOD',
      retryAfterMs,
      ...options
    }: ErrorOptions & { failure?: ConnectorFailure; retryAfterMs?: number | undefined } = {},
  ) {
    super(message, options);
    this.name = 'ConnectorError';
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}

/** One HTTP call at a time to ASPIRE's connector: time-out, bounded answer, plain reasons. Repeating is for the caller to decide. */
export class ConnectorClient {
  private readonly base: string;
  private readonly timeoutMs: number;
  private readonly maximumResponseBytes: number;

  constructor(private readonly options: ConnectorOptions) {
    this.base = `${options.url.replace(/\/+$/, '')}/connector/v1`;
    this.timeoutMs = options.timeoutMs ?? 15_000;
    this.maximumResponseBytes = options.maximumResponseBytes ?? 64 * 1024 * 1024;
  }

  /**
   * Resolves for 2xx and for the statuses in `expected`; `read` turns the body into what the caller wants.
   * @throws Fault UPSTREAM_UNAVAILABLE with a ConnectorError as its cause; ConnectorError when the connector says the request itself is wrong.
   */
  async call<Result>(request: ConnectorRequest, read: (answer: ConnectorAnswer) => Result): Promise<Result> {
    const what = `${request.method} ${request.path.replace(/\?.*/, '')}`;
    const stop = new AbortController();
    const late = new ConnectorError(`No complete answer within ${this.timeoutMs} ms.`, { failure: 'NO_ANSWER' });
    const timer = setTimeout(() => stop.abort(late), this.timeoutMs);
    const passOn = () => stop.abort(request.signal?.reason);
    request.signal?.addEventListener('abort', passOn, { once: true });
    try {
      request.signal?.throwIfAborted();
      return read(await this.exchange(request, stop.signal));
    } catch (error) {
      request.signal?.throwIfAborted();
      throw this.explain(what, stop.signal.aborted ? stop.signal.reason : error);
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', passOn);
    }
  }

  private async exchange(request: ConnectorRequest, signal: AbortSignal): Promise<ConnectorAnswer> {
    const response = await fetch(this.base + request.path, {
      method: request.method,
      headers: {
        authorization: `Bearer ${this.options.token}`,
        accept: 'application/json',
        ...(request.body && { 'content-type': 'application/json' }),
      },
      ...(request.body && { body: JSON.stringify(request.body) }),
      // A redirect would carry the token elsewhere.
      redirect: 'manual',
      signal,
    });
    const text = await this.readBody(response);
    if (!response.ok && !request.expected?.includes(response.status)) throw refused(response, text);
    const body: unknown = JSON.parse(text);
    if (!isObject(body)) throw new ConnectorError('The answer is not a JSON object.');
    return { status: response.status, body };
  }

  private async readBody(response: Response): Promise<string> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    if (response.body)
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        bytes += chunk.length;
        if (bytes > this.maximumResponseBytes) throw new ConnectorError(`The answer is longer than ${this.maximumResponseBytes} bytes.`);
        chunks.push(chunk);
      }
    return Buffer.concat(chunks, bytes).toString('utf8');
  }

  private explain(what: string, error: unknown): Error {
    if (error instanceof RequestRefusedError || error instanceof Fault) return error;
    const { failure, retryAfterMs } = error instanceof ConnectorError ? error : { failure: failureOf(error), retryAfterMs: undefined };
    const message = `ASPIRE's connector, ${what}: ${reasonOf(error)}`;
    return unavailable('servicing system', new ConnectorError(message, { cause: error, failure, retryAfterMs }));
  }
}

/** The connector understood the request and will not have it: repeating the same is useless. */
export class RequestRefusedError extends ConnectorError {
  override readonly name = 'RequestRefusedError';

  constructor(message: string) {
    super(message, { failure: 'REFUSED' });
  }
}

function refused(response: Response, text: string): ConnectorError {
  const { status } = response;
  if (status === 401 || status === 403)
    return new ConnectorError(
      `it refused the portal's token (${status}). Check that PORTAL_ASPIRE_TOKEN is the token set on the connector.`,
      { failure: 'REFUSED' },
    );
  const said = errorIn(text);
  if (status === 400 || status === 404 || status === 409 || status === 422)
    return new RequestRefusedError(`ASPIRE's connector answered ${status}${said}`);
  const retryAfterMs = retryAfterOf(response.headers);
  const wait = retryAfterMs === undefined ? '' : `; it asks to wait ${Math.ceil(retryAfterMs / 1_000)} s`;
  const failure = status >= 500 || status === 429 || status === 408 ? 'NO_ANSWER' : 'NOT_UNDERSTOOD';
  return new ConnectorError(`it answered ${status}${said}${wait}.`, { failure, retryAfterMs });
}

/** Seconds or a date, as RFC 9110, 10.2.3 has it. */
function retryAfterOf(headers: Headers): number | undefined {
  const given = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(given)) return Number(given) * 1_000;
  const at = Date.parse(given);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

function errorIn(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error: { code: unknown; message: unknown } };
    return ` (${String(error.code)}: ${String(error.message)})`.slice(0, 300);
  } catch {
    return '';
  }
}

/** What no part of ours made of it: the connection's own errors bear a code. */
function failureOf(error: unknown): ConnectorFailure {
  return typeof codeOf(error) === 'string' ? 'NO_ANSWER' : 'NOT_UNDERSTOOD';
}

function codeOf(error: unknown): unknown {
  return (error as { cause?: { code?: unknown } } | undefined)?.cause?.code;
}

function reasonOf(error: unknown): string {
  if (error instanceof ConnectorError) return error.message;
  if (error instanceof UnreadableError) return `its answer is not as the protocol says: ${error.message}`;
  if (error instanceof SyntaxError) return 'its answer is not whole or not JSON.';
  const code = codeOf(error);
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EHOSTUNREACH') return `it cannot be reached (${code}).`;
  if (typeof code === 'string') return `the connection broke (${code}).`;
  return `the call failed (${error instanceof Error ? error.message : String(error)}).`;
}
