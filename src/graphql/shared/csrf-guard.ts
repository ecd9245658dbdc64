import { timingSafeEqual } from 'node:crypto';
import { csrfTokenOf } from '../../domain/identity/session-token';
import { Fault } from '../../kernel/fault';
import type { RequestContext } from './context';

/**
 * Stands before each mutation: a browser adds its cookie to whatever a page asks, so the page must prove that it can read our answers.
 * @throws Fault FORBIDDEN.
 */
export async function assertCsrfToken(context: unknown): Promise<void> {
  const request = context as RequestContext;
  if (request.transport !== 'COOKIE' || request.token === undefined || (await request.loadViewer()) === undefined) return;
  if (isEqual(request.head.csrfToken ?? '', csrfTokenOf(request.token))) return;
  throw new Fault('FORBIDDEN', "A change by a session in a cookie carries the session's `csrfToken` in the header X-CSRF-Token.");
}

/** Takes as long wherever they differ. */
function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
