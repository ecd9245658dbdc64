import { IsEmail, MaxLength, MinLength } from 'class-validator';
import { Arg, Args, Ctx, Field, ID, InputType, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { PlatformIdentityService, PlatformRole, PlatformUserReader } from '../../../domain/identity/platform-identity.service';
import type { PlatformUserService } from '../../../domain/identity/platform-user.service';
import type { Outcome } from '../../../kernel/outcome';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { PagingArguments } from '../../shared/paging';
import { PlatformRoleEnum, PlatformUserConnection, PlatformUserPayload, toPlatformUser, type PlatformUserType } from './platform-user.type';

const ORDERING = 'platform users by e-mail';

@InputType('PlatformUserCreateInput', { description: 'A new platform user.' })
class PlatformUserCreateInput {
  @IsEmail()
  @MaxLength(254)
  @Field(() => String, { description: 'The address to log in with; unique among platform users.' })
  email: string;

  @MinLength(1)
  @MaxLength(200)
  @Field(() => String, { description: "The person's name." })
  name: string;

  @Field(() => PlatformRoleEnum, { description: 'What the person may do.' })
  role: PlatformRole;
}

@InputType('PlatformUserUpdateInput', { description: 'New values of a platform user. What is left out stays as it is.' })
class PlatformUserUpdateInput {
  @Field(() => ID, { description: 'The platform user.' })
  platformUserId: string;

  @Field(() => Int, { description: 'The `version` you have seen. If it is not the current one, nothing is changed.' })
  version: number;

  @MinLength(1)
  @MaxLength(200)
  @Field(() => String, { nullable: true, description: "The person's name." })
  name?: string | null;

  @Field(() => PlatformRoleEnum, { nullable: true, description: 'What the person may do, from the next request on.' })
  role?: PlatformRole | null;
}

@InputType('PlatformUserInput', { description: 'A platform user.' })
class PlatformUserInput {
  @Field(() => ID, { description: 'The platform user.' })
  platformUserId: string;
}

/** The finance company's staff, administered by its administrators. */
@Resolver()
export class PlatformUserResolver {
  constructor(
    private readonly platformUserService: PlatformUserService,
    private readonly identity: PlatformIdentityService,
    private readonly platformUserReader: PlatformUserReader,
  ) {}

  @Query(() => PlatformUserConnection, { nullable: true, description: 'All platform users, by e-mail. For administrators.' })
  async platformUsers(@Args() args: PagingArguments): Promise<ConnectionOf<PlatformUserType>> {
    const page = resolvePage(args, ORDERING);
    return connect(await this.platformUserReader.list(page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.emailKey, id: row.id }),
      toNode: toPlatformUser,
      count: () => this.platformUserReader.count(),
    });
  }

  @Mutation(() => PlatformUserPayload, {
    nullable: true,
    description:
      'Enters a platform user, who is sent an e-mail with a link to choose a password; nobody else ever chooses it here. Refusals: `EMAIL_TAKEN`.',
  })
  async platformUserCreate(
    @Arg('input', () => PlatformUserCreateInput, { description: 'The new platform user.' }) input: PlatformUserCreateInput,
    @Ctx() context: AdminContext,
  ): Promise<PlatformUserPayload> {
    const { name, role, email } = input;
    return this.toPayload(await this.identity.createPlatformUser(staffActor(context), { name, role, email: email.trim() }));
  }

  @Mutation(() => PlatformUserPayload, {
    nullable: true,
    description:
      'Changes name or role. Refusals: `LAST_ADMINISTRATOR`, and `CHANGED_MEANWHILE` when somebody else changed the platform user since; the message says who changed what and when.',
  })
  async platformUserUpdate(
    @Arg('input', () => PlatformUserUpdateInput, { description: 'The new values.' }) input: PlatformUserUpdateInput,
    @Ctx() context: AdminContext,
  ): Promise<PlatformUserPayload> {
    const { platformUserId, version, name, role } = input;
    const edit = { name: name ?? undefined, role: role ?? undefined };
    const key = decodeKeyOf('PlatformUser', platformUserId) ?? 0;
    return this.toPayload(await this.platformUserService.update(staffActor(context), key, version, edit));
  }

  @Mutation(() => PlatformUserPayload, {
    nullable: true,
    description: 'Switches a platform user off: running sessions end at once. Refusals: `OWN_ACCOUNT`, `LAST_ADMINISTRATOR`.',
  })
  async platformUserDisable(
    @Arg('input', () => PlatformUserInput, { description: 'The platform user.' }) input: PlatformUserInput,
    @Ctx() context: AdminContext,
  ): Promise<PlatformUserPayload> {
    const key = decodeKeyOf('PlatformUser', input.platformUserId) ?? 0;
    return this.toPayload(await this.platformUserService.disable(staffActor(context), key));
  }

  @Mutation(() => PlatformUserPayload, {
    nullable: true,
    description: 'Switches a platform user on again, who then logs in anew. No refusals.',
  })
  async platformUserEnable(
    @Arg('input', () => PlatformUserInput, { description: 'The platform user.' }) input: PlatformUserInput,
    @Ctx() context: AdminContext,
  ): Promise<PlatformUserPayload> {
    const key = decodeKeyOf('PlatformUser', input.platformUserId) ?? 0;
    return this.toPayload(await this.platformUserService.enable(staffActor(context), key));
  }

  private async toPayload(outcome: Outcome<{ platformUserId: number }>): Promise<PlatformUserPayload> {
    if (!outcome.done) return { platformUser: null, userErrors: outcome.refusals };
    const [row] = await this.platformUserReader.findByIds([outcome.value.platformUserId]);
    return { platformUser: row ? toPlatformUser(row) : null, userErrors: [] };
  }
}
