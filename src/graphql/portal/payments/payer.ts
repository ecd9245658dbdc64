import type { Payer } from '../../../domain/payments/payment-order';
import type { PortalContext } from '../../shared/context';

/** The viewer as somebody who gives orders about money. Staff who look as a user are kept from that before. */
export function payerOf({ viewer, origin, head }: PortalContext): Payer {
  const { user, session, scope } = viewer;
  return {
    userId: user.id,
    siteId: user.siteId,
    email: user.email,
    name: nameOf(user),
    scope,
    actor: { realm: 'PORTAL', id: user.id, name: user.email, ...origin },
    authentication: session.authentication,
    authenticatedAt: session.steppedUpAt,
    userAgent: head.userAgent ?? null,
  };
}

/** The user's whole name. */
export function nameOf({ firstName, lastName }: { firstName: string; lastName: string }): string {
  return `${firstName} ${lastName}`;
}
