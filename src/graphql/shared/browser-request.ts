import { timingSafeEqual } from 'node:crypto';
import { csrfTokenOf } from '../../domain/identity/session-token';
import { Fault } from '../../kernel/fault';
import type { RequestContext, RequestHead } from './context';

/** A page may use a session's cookie when it is the API's own or the site's. Programs that are no browsers send no Origin. */
export function assertOwnPage({ webOrigin, protocol, host }: RequestHead, siteUrl: string | undefined): void {
  if (webOrigin === undefined) return;
  const own = host === undefined ? [] : [`https://${host}`, `${protocol}://${host}`];
  const site = siteUrl !== undefined && URL.canParse(siteUrl) ? [new URL(siteUrl).origin] : [];
  if (![...own, ...site].includes(webOrigin)) throw new Fault('FORBIDDEN', 'Pages of this origin may not use the session.');
}

/** Stands before each mutation: a browser adds its cookie to whatever a page asks, so the page must prove that it can read our answers. @throws Fault FORBIDDEN. */
export async function assertCsrfToken(context: unknown): Promise<void> {
  const request = context as RequestContext;
  if (request.transport !== 'COOKIE' || request.token === undefined || (await request.loadViewer()) === undefined) return;
  if (!isEqual(request.head.csrfToken ?? '', csrfTokenOf(request.token))) {
    throw new Fault('FORBIDDEN', "A change by a session in a cookie carries the session's `csrfToken` in the header X-CSRF-Token.");
  }
}

/** Takes as long whatever differs. */
function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
