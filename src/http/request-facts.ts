import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** What is known of a request before anyone has looked at its body. */
export interface RequestFacts {
  readonly requestId: string;
  /** The client's address. X-Forwarded-For counts only as far as trusted proxies wrote it. */
  readonly address: string;
  readonly userAgent: string | undefined;
  /** The value of the Authorization header, scheme included. */
  readonly authorization: string | undefined;
  /** The value of the Cookie header. */
  readonly cookie: string | undefined;
  /** The value of the X-CSRF-Token header. */
  readonly csrfToken: string | undefined;
  /** The value of the Origin header: whose page a browser asks for. */
  readonly webOrigin: string | undefined;
  /** `http` or `https`. X-Forwarded-Proto counts only from trusted proxies. */
  readonly protocol: string;
  /** The host the client asked for, port included when it sent one. */
  readonly host: string | undefined;
}

const LONGEST_USER_AGENT = 512;

/** The caller's X-Request-Id when it is safe to write into logs and headers, else a new UUID. */
export function chooseRequestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9._-]{8,128}$/.test(given) ? given : randomUUID();
}

/** Collects the facts of a request. */
export function requestFacts(request: FastifyRequest): RequestFacts {
  const csrfToken = request.headers['x-csrf-token'];
  return {
    requestId: request.id,
    address: clientAddress(request),
    userAgent: request.headers['user-agent']?.slice(0, LONGEST_USER_AGENT),
    authorization: request.headers.authorization,
    cookie: request.headers.cookie,
    csrfToken: typeof csrfToken === 'string' ? csrfToken : undefined,
    webOrigin: request.headers.origin,
    protocol: request.protocol,
    host: request.host === '' ? undefined : request.host,
  };
}

/** Never anything but an address: a proxy may hand on what a client made up, and this ends in logs and throttles. */
export function clientAddress(request: FastifyRequest): string {
  const address = isIP(request.ip) === 0 ? (request.socket.remoteAddress ?? '') : request.ip;
  // An IPv4 client on a dual-stack socket must count as the same client.
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}
