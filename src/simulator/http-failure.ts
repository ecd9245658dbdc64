/** The protocol's error codes. */
export type FailureCode =
  'BAD_REQUEST' | 'UNAUTHORIZED' | 'NOT_FOUND' | 'CONFLICT' | 'UNPROCESSABLE' | 'TOO_MANY_REQUESTS' | 'UNAVAILABLE' | 'INTERNAL';

const STATUSES: Record<FailureCode, number> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  NOT_FOUND: 404,
  CONFLICT: 409,
  UNPROCESSABLE: 422,
  TOO_MANY_REQUESTS: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** A request refused; answered as `{ error: { code, message } }`. */
export class HttpFailure extends Error {
  readonly status: number;

  constructor(
    readonly code: FailureCode,
    message: string,
  ) {
    super(message);
    this.name = 'HttpFailure';
    this.status = STATUSES[code];
  }
}

/** What to answer: a status and a body to be sent as JSON. */
export interface Reply {
  status: number;
  body: unknown;
}

/** A request as the routes see it. */
export interface Call {
  method: string;
  /** Decoded path segments after the prefix. */
  path: string[];
  query: URLSearchParams;
  body: unknown;
}

/** Answers a failure. */
export function failureReply(failure: HttpFailure): Reply {
  return { status: failure.status, body: { error: { code: failure.code, message: failure.message } } };
}
