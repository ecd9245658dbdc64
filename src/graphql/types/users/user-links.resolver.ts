import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { SiteReader } from '../../../domain/sites/site.service';
import { byId, type RequestContext } from '../../shared/context';
import { SiteType, toSite } from '../sites/site.type';
import { UserType } from './user.type';

/** User → Site. */
@Resolver(() => UserType)
export class UserLinksResolver {
  constructor(private readonly sites: SiteReader) {}

  @FieldResolver(() => SiteType, { nullable: true, description: 'The site the user belongs to.' })
  async site(@Root() user: UserType, @Ctx() context: RequestContext): Promise<SiteType | null> {
    const loader = context.loaders.byKey('sites', async (ids) => byId(await this.sites.findByIds(ids)));
    const row = await loader.load(user.siteId);
    return row && toSite(row);
  }
}
