import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DataStatusReader } from '../../../domain/sync/data-status';
import { groupBy, type RequestContext } from '../../shared/context';
import { UserType } from '../users/user.type';
import { DataStatusType, toDataStatus } from './data-status.type';

/** User → how fresh what the user sees is. */
@Resolver(() => UserType)
export class UserDataStatusResolver {
  constructor(private readonly reader: DataStatusReader) {}

  @FieldResolver(() => DataStatusType, { description: 'How fresh what the user sees is, and whether some of it is just being loaded.' })
  async dataStatus(@Root() user: UserType, @Ctx() context: RequestContext): Promise<DataStatusType> {
    const ofAll = context.loaders.byKey('standing of the book', async () => new Map([[0, await this.reader.standing()]]));
    const accountsOf = context.loaders.byKey('syncs of linked accounts', async (ids) =>
      groupBy(await this.reader.accounts(ids), (row) => row.userId),
    );
    const [standing, accounts] = await Promise.all([ofAll.load(0), accountsOf.load(user.key)]);
    return toDataStatus(this.reader.statusOf(standing ?? { kinds: [], haltedAt: null }, accounts ?? []));
  }
}
