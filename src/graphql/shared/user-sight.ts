import type { ScopeReader } from '../../domain/identity/view-as.service';
import { notFound } from '../../kernel/fault';
import type { AdminContext, Sight } from './context';

/**
 * Through whose eyes staff look at an end user's things: that user's own, loaded once a request. What is read with them stays with them.
 * @throws Fault NOT_FOUND when the user has gone meanwhile.
 */
export async function sightOfUser(scopes: ScopeReader, context: AdminContext, userId: number): Promise<Sight> {
  const loader = context.loaders.byKey('sights', async (ids) => {
    const found = await scopes.findScopes(ids);
    return new Map([...found].map(([id, scope]): [number, Sight] => [id, { scope, loaders: context.loaders.forOtherEyes() }]));
  });
  const sight = await loader.load(userId);
  if (!sight) throw notFound();
  return sight;
}
