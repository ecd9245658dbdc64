import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { SiteReader, SiteRow, SiteService } from '../../../domain/sites/site.service';
import type { Outcome } from '../../../kernel/outcome';
import { resolvePage } from '../../../kernel/page';
import { connect, connectionType, type ConnectionOf } from '../../shared/connection';
import { staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { PagingArguments } from '../../shared/paging';
import { DateTime, toInstant } from '../../shared/scalars';
import { SiteType, toSite } from '../../types/sites/site.type';
import { paymentEditOf } from './site-payment.input';
import { SiteCreateInput, SiteInput, SitePayload, SiteUpdateInput, tidyLabels } from './site.input';

const SiteConnection = connectionType('Site', SiteType, 'sites');
const ORDERING = 'sites by key';

@Resolver(() => SiteType)
export class SiteResolver {
  constructor(
    private readonly siteReader: SiteReader,
    private readonly siteService: SiteService,
  ) {}

  @Query(() => SiteConnection, { nullable: true, description: 'All sites, by key.' })
  async sites(@Args() args: PagingArguments): Promise<ConnectionOf<SiteType>> {
    const page = resolvePage(args, ORDERING);
    return connect(await this.siteReader.list(page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.siteKey, id: row.id }),
      toNode: toSite<SiteRow>,
      count: () => this.siteReader.count(),
    });
  }

  @Query(() => SiteType, { nullable: true, description: 'One site; null when there is none with that id.' })
  async site(@Arg('id', () => ID, { description: "A site's id." }) id: string): Promise<SiteType | null> {
    const key = decodeKeyOf('Site', id);
    return key === undefined ? null : this.findSite(key);
  }

  @Mutation(() => SitePayload, {
    nullable: true,
    description: 'Opens a site. Refusals: `SITE_KEY_TAKEN`, `SESSION_LIFETIMES_CROSSED`, `LIMIT_INVALID`.',
  })
  async siteCreate(
    @Arg('input', () => SiteCreateInput, { description: 'The new site.' }) input: SiteCreateInput,
    @Ctx() context: AdminContext,
  ): Promise<SitePayload> {
    const { siteKey, name, url, privateLabels } = input;
    const payments = paymentEditOf(input);
    if (!payments.done) return { site: null, userErrors: payments.refusals };
    const site = { ...optionalSettings(input), ...payments.value, siteKey, name, url, privateLabels: tidyLabels(privateLabels) };
    return this.toPayload(await this.siteService.create(staffActor(context), site));
  }

  @Mutation(() => SitePayload, {
    nullable: true,
    description:
      "Changes a site, effective at its users' next request. Refusals: `SESSION_LIFETIMES_CROSSED`, `LIMIT_INVALID`, and `CHANGED_MEANWHILE` when somebody else changed it since; the message says who changed what and when.",
  })
  async siteUpdate(
    @Arg('input', () => SiteUpdateInput, { description: 'The new values.' }) input: SiteUpdateInput,
    @Ctx() context: AdminContext,
  ): Promise<SitePayload> {
    const { siteId, version, name, url, privateLabels } = input;
    const payments = paymentEditOf(input);
    if (!payments.done) return { site: null, userErrors: payments.refusals };
    const labels = privateLabels == null ? undefined : tidyLabels(privateLabels);
    const names = { name: name ?? undefined, url: url ?? undefined, privateLabels: labels };
    const edit = { ...optionalSettings(input), ...payments.value, ...names };
    return this.toPayload(await this.siteService.update(staffActor(context), decodeKeyOf('Site', siteId) ?? 0, version, edit));
  }

  @Mutation(() => SitePayload, {
    nullable: true,
    description: 'Switches a site off: nobody can log in there and running sessions end at once. No refusals.',
  })
  async siteDisable(
    @Arg('input', () => SiteInput, { description: 'The site.' }) input: SiteInput,
    @Ctx() context: AdminContext,
  ): Promise<SitePayload> {
    const { siteId } = await this.siteService.disable(staffActor(context), decodeKeyOf('Site', input.siteId) ?? 0);
    return { site: await this.findSite(siteId), userErrors: [] };
  }

  @Mutation(() => SitePayload, { nullable: true, description: 'Switches a site on again; its users log in anew. No refusals.' })
  async siteEnable(
    @Arg('input', () => SiteInput, { description: 'The site.' }) input: SiteInput,
    @Ctx() context: AdminContext,
  ): Promise<SitePayload> {
    const { siteId } = await this.siteService.enable(staffActor(context), decodeKeyOf('Site', input.siteId) ?? 0);
    return { site: await this.findSite(siteId), userErrors: [] };
  }

  async findSite(key: number): Promise<SiteType | null> {
    const [row] = await this.siteReader.findByIds([key]);
    return row ? toSite(row) : null;
  }

  @FieldResolver(() => [String], { description: 'The private labels the site takes.' })
  privateLabels(@Root() site: SiteRow): string[] {
    return site.privateLabels;
  }

  @FieldResolver(() => Boolean, { description: 'Whether the site takes contracts that carry no private label.' })
  takesUnlabelled(@Root() site: SiteRow): boolean {
    return site.takesUnlabelled;
  }

  @FieldResolver(() => Boolean, {
    description: "Whether the site's users are asked for a second factor at each log-in. `mfaSettings.onAllSites` asks them as well.",
  })
  mfaIsOn(@Root() site: SiteRow): boolean {
    return site.mfaIsOn;
  }

  @FieldResolver(() => Int, { description: 'After how many minutes without a request a log-in ends.' })
  sessionIdleMinutes(@Root() site: SiteRow): number {
    return site.sessionIdleMinutes;
  }

  @FieldResolver(() => Int, { description: 'After how many minutes a log-in ends, however much it is used.' })
  sessionAbsoluteMinutes(@Root() site: SiteRow): number {
    return site.sessionAbsoluteMinutes;
  }

  @FieldResolver(() => String, { nullable: true, description: "Where the site's people may turn to; null where none is known." })
  supportEmail(@Root() site: SiteRow): string | null {
    return site.supportEmail;
  }

  @FieldResolver(() => String, { nullable: true, description: 'The colour of buttons in its mails, `#rrggbb`; null for the default.' })
  buttonColor(@Root() site: SiteRow): string | null {
    return site.buttonColor;
  }

  @FieldResolver(() => Boolean, { description: 'Whether visitors of the site may register on their own.' })
  selfEnrolment(@Root() site: SiteRow): boolean {
    return site.selfEnrolment;
  }

  @FieldResolver(() => Boolean, { description: 'Whether the site is switched off: nobody can log in there.' })
  isDisabled(@Root() site: SiteRow): boolean {
    return site.isDisabled;
  }

  @FieldResolver(() => Boolean, { description: 'Whether this is the default site: the one that was opened first.' })
  async isDefault(@Root() site: SiteType): Promise<boolean> {
    return decodeKeyOf('Site', site.id) === (await this.siteReader.findFirstId());
  }

  @FieldResolver(() => DateTime, { description: 'When the site was opened.' })
  createdAt(@Root() site: SiteRow): string {
    return toInstant(site.createdAt);
  }

  @FieldResolver(() => Int, { description: 'Grows with each change; `siteUpdate` takes the one you have seen.' })
  version(@Root() site: SiteRow): number {
    return site.version;
  }

  private async toPayload(outcome: Outcome<{ siteId: number }>): Promise<SitePayload> {
    if (!outcome.done) return { site: null, userErrors: outcome.refusals };
    return { site: await this.findSite(outcome.value.siteId), userErrors: [] };
  }
}

/** What both inputs may leave out, as the service takes it. */
function optionalSettings(input: SiteCreateInput | SiteUpdateInput) {
  const { takesUnlabelled, mfaIsOn, selfEnrolment, sessionIdleMinutes, sessionAbsoluteMinutes, supportEmail, buttonColor } = input;
  return {
    takesUnlabelled: takesUnlabelled ?? undefined,
    mfaIsOn: mfaIsOn ?? undefined,
    selfEnrolment: selfEnrolment ?? undefined,
    sessionIdleMinutes: sessionIdleMinutes ?? undefined,
    sessionAbsoluteMinutes: sessionAbsoluteMinutes ?? undefined,
    // Here null is a value: it takes away.
    supportEmail,
    buttonColor: buttonColor?.toLowerCase() ?? buttonColor,
  };
}
