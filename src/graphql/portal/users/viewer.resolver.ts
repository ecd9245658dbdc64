import { Ctx, Query, Resolver } from 'type-graphql';
import type { SiteReader } from '../../../domain/sites/site.service';
import type { PortalContext } from '../../shared/context';
import { toSite, type SiteType } from '../../types/sites/site.type';
import { toUser, UserType } from '../../types/users/user.type';

@Resolver()
export class ViewerResolver {
  constructor(private readonly sites: SiteReader) {}

  @Query(() => UserType, { nullable: true, description: 'The user who is logged in.' })
  viewer(@Ctx() context: PortalContext): UserType {
    return toUser(context.viewer.user);
  }

  /** The only user a viewer may see is the viewer. */
  findUser(key: number, context: PortalContext): Promise<UserType | null> {
    return Promise.resolve(key === context.viewer.user.id ? toUser(context.viewer.user) : null);
  }

  /** The only site a viewer may see is the viewer's. */
  async findSite(key: number, context: PortalContext): Promise<SiteType | null> {
    if (key !== context.viewer.user.siteId) return null;
    const [row] = await this.sites.findByIds([key]);
    return row ? toSite(row) : null;
  }
}
