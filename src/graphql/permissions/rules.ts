import { rule } from 'graphql-shield';
import type { PlatformRole } from '../../domain/identity/platform-identity.service';
import { Fault } from '../../kernel/fault';
import { unauthenticated, type AdminContext, type RequestContext } from '../shared/context';

/**
 * A rule that answers faults as what they are. shield turns a rule's exception into "not authorised":
 * with the database down that would send people to the log-in page.
 */
function viewerRule<Context extends RequestContext<unknown>>(
  name: string,
  decide: (context: Context) => true | Fault,
): ReturnType<ReturnType<typeof rule>> {
  return rule(name, { cache: 'contextual' })(async (_parent, _args, context: Context) => {
    try {
      return (await context.loadViewer()) === undefined ? unauthenticated() : decide(context);
    } catch (fault) {
      return fault as Error;
    }
  });
}

/** Anybody, logged in or not. */
export const anyone = rule('anyone', { cache: 'contextual' })(() => true);

/** An end user who is logged in. */
export const isEndUser = viewerRule('isEndUser', () => true);

/** A platform user who is logged in, whatever the role. */
export const isPlatformUser = viewerRule('isPlatformUser', () => true);

/** A platform user of that role. */
function hasRole(role: PlatformRole): ReturnType<typeof viewerRule> {
  return viewerRule<AdminContext>(`has role ${role}`, (context) =>
    context.viewer.role === role ? true : new Fault('FORBIDDEN', 'Your role does not allow this.'),
  );
}

/** Staff who may change settings. */
export const isAdministrator = hasRole('ADMINISTRATOR');
