import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { KnownLabelRow, SiteLabelReader, SiteReader } from '../../../domain/sites/site.service';
import { resolvePage } from '../../../kernel/page';
import { connect, connectionType, type ConnectionOf } from '../../shared/connection';
import { byId, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { PagingArguments } from '../../shared/paging';
import { SiteType, toSite } from '../../types/sites/site.type';

@ObjectType('SiteLabel', { description: 'A private label that a site takes.', simpleResolvers: true })
class SiteLabelType {
  @Field(() => String, { description: 'The label, exactly as on the contracts.' })
  privateLabel: string;

  @Field(() => [SiteType], { description: 'The other sites that take it too: their users may see the same contracts.' })
  otherSites: SiteType[];
}

@ObjectType('KnownLabel', { description: 'A private label there is to choose from.', simpleResolvers: true })
class KnownLabelType {
  @Field(() => String, { description: 'The label, exactly as on the contracts. Upper and lower case are different labels.' })
  privateLabel: string;

  @Field(() => Int, {
    description: 'Booked contracts that carry it, closed ones included. 0: the label is only on sites, perhaps misspelt.',
  })
  contractCount: number;

  @Field(() => Int, { description: 'Active contracts that carry it.' })
  activeContractCount: number;

  @Field(() => [SiteType], { description: 'The sites that take it.' })
  sites: SiteType[];
}

const KnownLabelConnection = connectionType('KnownLabel', KnownLabelType, 'private labels');
const ORDERING = 'private labels';

/** Private labels and the sites that take them. */
@Resolver(() => SiteType)
export class SiteLabelResolver {
  constructor(
    private readonly siteReader: SiteReader,
    private readonly labelReader: SiteLabelReader,
  ) {}

  @Query(() => KnownLabelConnection, {
    nullable: true,
    description: 'The private labels on booked contracts or on a site, by label: what a site can be mapped to.',
  })
  async siteLabels(@Args() args: PagingArguments): Promise<ConnectionOf<KnownLabelType>> {
    const page = resolvePage(args, ORDERING);
    const rows = await this.labelReader.listKnown(page);
    const takers = await this.takersOf(rows.map((row) => row.privateLabel));
    return connect(rows, page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.privateLabel, id: 0 }),
      toNode: (row: KnownLabelRow): KnownLabelType => ({ ...row, sites: takers.get(row.privateLabel) ?? [] }),
      count: () => this.labelReader.countKnown(),
    });
  }

  @FieldResolver(() => [SiteLabelType], { description: 'The private labels the site takes, each with the other sites that take it.' })
  async labels(@Root() site: SiteType, @Ctx() context: AdminContext): Promise<SiteLabelType[]> {
    const loader = context.loaders.byKey('labels of sites', async (siteIds) => {
      const sites = await this.siteReader.findByIds(siteIds);
      const takers = await this.takersOf([...new Set(sites.flatMap((row) => row.privateLabels))]);
      const others = (id: number, label: string): SiteType[] =>
        (takers.get(label) ?? []).filter((taker) => decodeKeyOf('Site', taker.id) !== id);
      const labelsOf = (row: (typeof sites)[number]): SiteLabelType[] =>
        row.privateLabels.map((privateLabel) => ({ privateLabel, otherSites: others(row.id, privateLabel) }));
      return new Map(sites.map((row) => [row.id, labelsOf(row)]));
    });
    return (await loader.load(decodeKeyOf('Site', site.id) ?? 0)) ?? [];
  }

  private async takersOf(privateLabels: readonly string[]): Promise<Map<string, SiteType[]>> {
    const takers = await this.siteReader.listTakers(privateLabels);
    const sites = byId(await this.siteReader.findByIds([...new Set(takers.map((taker) => taker.siteId))]));
    const found = new Map<string, SiteType[]>(privateLabels.map((label) => [label, []]));
    for (const { privateLabel, siteId } of takers) {
      const site = sites.get(siteId);
      if (site) found.get(privateLabel)?.push(toSite(site));
    }
    return found;
  }
}
