import type { Caller } from '../../../domain/identity/log-in-steps';
import type { AdminContext, PortalContext } from '../../shared/context';

/** How an API tells who is logged in. @throws Fault UNAUTHENTICATED when nobody is. */
export type WhoAsks<Context> = (context: Context) => Caller;

/** The end user who asks on the portal API. */
export function endUserWhoAsks({ viewer, origin }: PortalContext): Caller {
  return { personId: viewer.user.id, sessionTokenHash: viewer.session.tokenHash, origin };
}

/** The platform user who asks on the admin API. */
export function platformUserWhoAsks({ viewer, origin }: AdminContext): Caller {
  return { personId: viewer.platformUserId, sessionTokenHash: viewer.session.tokenHash, origin };
}
