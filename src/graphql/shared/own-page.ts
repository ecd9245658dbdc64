import { Fault } from '../../kernel/fault';

/** Whose page a request comes from, as its browser says, and whom it asks. */
interface Page {
  readonly webOrigin: string | undefined;
  readonly protocol: string;
  readonly host: string | undefined;
}

/** A page may use a session's cookie when it is the API's own or the site's. Programs that are no browsers name no origin. @throws Fault FORBIDDEN. */
export function assertOwnPage({ webOrigin, protocol, host }: Page, siteUrl: string | undefined): void {
  if (webOrigin === undefined) return;
  // Behind a proxy that ends TLS and does not say so, the protocol is the proxy's.
  const own = host === undefined ? [] : [`https://${host}`, `${protocol}://${host}`];
  const site = siteUrl !== undefined && URL.canParse(siteUrl) ? [new URL(siteUrl).origin] : [];
  if (![...own, ...site].includes(webOrigin)) throw new Fault('FORBIDDEN', 'Pages of this origin may not use the session.');
}
