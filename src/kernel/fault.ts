/** The closed list of codes a caller can meet in `extensions.code`. */
export type FaultCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'MFA_REQUIRED'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'CONFLICT'
  | 'UPSTREAM_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/**
 * A failure whose message may be shown to the caller. Anything thrown that is not a Fault is masked at the API and only logged.
 * Outcomes a user can act on (wrong password, account not linkable) are not faults: services return them.
 */
export class Fault extends Error {
  constructor(
    readonly code: FaultCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'Fault';
  }
}

/** Too many attempts: the caller is to wait. */
export class RateLimited extends Fault {
  constructor(
    message: string,
    /** A whole number, at least 1. */
    readonly retryAfterSeconds: number,
  ) {
    super('RATE_LIMITED', message);
  }
}

/** Nobody is logged in, or no longer. */
export function unauthenticated(): Fault {
  return new Fault('UNAUTHENTICATED', 'Please log in.');
}

/** The one answer for what does not exist and for what the viewer may not see. */
export function notFound(): Fault {
  return new Fault('NOT_FOUND', 'Not found.');
}

/** Input that is well-formed GraphQL but makes no sense; `message` names the argument and what is expected. */
export function badInput(message: string): Fault {
  return new Fault('BAD_USER_INPUT', message);
}

/** A part the request depends on (database, servicing system) cannot be reached; trying again later is right. */
export function unavailable(what: string, cause?: unknown): Fault {
  return new Fault('UPSTREAM_UNAVAILABLE', `The ${what} cannot be reached at the moment. Please try again shortly.`, { cause });
}
