import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { UserViewer } from '../../../domain/identity/user-session.service';
import { Fault } from '../../../kernel/fault';
import type { PortalContext } from '../../shared/context';

/** All that staff can do who look as a customer: stop looking. */
const ALLOWED_MUTATION = 'logOut';

/** Keeps staff who look as a customer from changing anything. @throws Fault FORBIDDEN. */
export async function readOnlyWhileViewing(context: unknown, mutation: string): Promise<void> {
  if (mutation === ALLOWED_MUTATION) return;
  const viewer = await (context as PortalContext).loadViewer();
  if (viewer?.viewedBy) throw new Fault('FORBIDDEN', 'You are viewing as a customer: read only.');
}

/** Says in each answer, errors included, that staff look as a customer: in `extensions.viewingAs` and the header `X-Viewing-As`. */
export function viewingAsPlugin(): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        async didResolveOperation({ contextValue, operation }) {
          // A log-out takes the session away before the answer is sent.
          if (operation?.operation === 'mutation') await viewerOf(contextValue);
        },
        async willSendResponse({ contextValue, response }) {
          const viewer = await viewerOf(contextValue);
          if (!viewer?.viewedBy) return;
          const { email: staff, reason, until } = viewer.viewedBy;
          const user = viewer.user.email;
          response.http.headers.set('x-viewing-as', `staff=${inHeader(staff)}; user=${inHeader(user)}; until=${until}`);
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          singleResult.extensions = { ...singleResult.extensions, viewingAs: { staff, user, reason, until } };
        },
      }),
  };
}

/** Without a viewer there is nothing to say; why there is none is told by the rules. */
async function viewerOf(context: BaseContext): Promise<UserViewer | undefined> {
  return (context as PortalContext).loadViewer().catch(() => undefined);
}

/** A header holds ASCII only; an address may not. */
function inHeader(email: string): string {
  return encodeURIComponent(email).replaceAll('%40', '@');
}
