import { rule } from 'graphql-shield';
import { Fault } from '../../kernel/fault';
import type { AdminContext, RequestContext } from '../shared/context';

/**
 * A rule that answers faults as what they are. shield turns a rule's exception into "not authorised":
 * with the database down that would send people to the log-in page.
 */
function viewerRule<Context extends RequestContext>(
  name: string,
  decide: (context: Context) => true | Fault,
): ReturnType<ReturnType<typeof rule>> {
  return rule(name, { cache: 'contextual' })(async (_parent, _args, context: Context) => {
    try {
      return (await context.loadViewer()) === undefined ? context.notLoggedIn : decide(context);
    } catch (fault) {
      return fault as Error;
    }
  });
}

/** Anybody, logged in or not. */
export const anyone = rule('anyone', { cache: 'contextual' })(() => true);

/** A log-in that must first enrol an authenticator app is good for that alone. */
function isUnrestricted({ viewer }: RequestContext): true | Fault {
  if (viewer.session.restriction === 'NONE') return true;
  return new Fault('MFA_REQUIRED', 'Enrol an authenticator app first; until then this session is good for nothing else.');
}

/** An end user who is logged in. */
export const isEndUser = viewerRule('isEndUser', isUnrestricted);

/** An end user who is logged in, if only to enrol an authenticator app. */
export const isEndUserEnrolling = viewerRule('isEndUserEnrolling', () => true);

/** What is sensitive takes a factor that was shown a short while ago. */
function isFresh({ viewer }: RequestContext): true | Fault {
  if (viewer.session.isFresh) return true;
  return new Fault('MFA_REQUIRED', 'Confirm first that it is you: stepUpBegin, then challengeAnswer.');
}

/** Somebody logged in, if only to enrol an authenticator app, who has just shown a factor. */
export const isFreshEnrolling = viewerRule('isFreshEnrolling', isFresh);

/** Somebody logged in who has just shown a factor. */
export const isFreshViewer = viewerRule('isFreshViewer', (context) => {
  const enough = isUnrestricted(context);
  return enough === true ? isFresh(context) : enough;
});

/** A platform user who is logged in, whatever the role. */
export const isPlatformUser = viewerRule('isPlatformUser', isUnrestricted);

/** A platform user who is logged in, if only to enrol an authenticator app. */
export const isPlatformUserEnrolling = viewerRule('isPlatformUserEnrolling', () => true);

/** An administrator, of whom more may be asked. */
function administratorRule(name: string, further: (context: AdminContext) => true | Fault): ReturnType<typeof viewerRule> {
  return viewerRule<AdminContext>(name, (context) => {
    const enough = isUnrestricted(context);
    if (enough !== true) return enough;
    return context.viewer.role === 'ADMINISTRATOR' ? further(context) : new Fault('FORBIDDEN', 'Your role does not allow this.');
  });
}

/** Staff who may change settings. */
export const isAdministrator = administratorRule('isAdministrator', () => true);

/** The same, who have just shown a factor: for what decides how people prove who they are (OWASP ASVS 5.0, 7.5.1). */
export const isFreshAdministrator = administratorRule('isFreshAdministrator', isFresh);
