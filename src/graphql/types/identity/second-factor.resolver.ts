import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { SecondFactorDesk } from '../../../domain/identity/second-factor-desk';
import type { RequestContext } from '../../shared/context';
import { AuthenticatorAppConfirmInput, AuthenticatorAppOfferPayload, SecondFactorsPayload, SecondFactorsType } from './second-factor.type';
import { handOver } from './session.type';
import type { WhoAsks } from './who-asks';

/** The second factors of whoever is logged in; the same on both APIs, each for its own realm. */
@Resolver()
export class SecondFactorResolver<Context extends RequestContext> {
  constructor(
    private readonly desk: SecondFactorDesk,
    private readonly whoAsks: WhoAsks<Context>,
  ) {}

  @Query(() => SecondFactorsType, { nullable: true, description: 'The second factors of whoever is logged in.' })
  secondFactors(@Ctx() context: Context): Promise<SecondFactorsType> {
    return this.desk.find(this.whoAsks(context).personId);
  }

  @Mutation(() => AuthenticatorAppOfferPayload, {
    nullable: true,
    description:
      'Offers an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds). Confirm it with `authenticatorAppConfirm`; another offer replaces this one. Sensitive: see `stepUpBegin`. Refusals: `APP_ENROLLED` while one is enrolled.',
  })
  async authenticatorAppBegin(@Ctx() context: Context): Promise<AuthenticatorAppOfferPayload> {
    const outcome = await this.desk.beginApp(this.whoAsks(context).personId);
    return outcome.done ? { offer: outcome.value, userErrors: [] } : { offer: null, userErrors: outcome.refusals };
  }

  @Mutation(() => SecondFactorsPayload, {
    nullable: true,
    description:
      'Enrols the offered app. Answers with recovery codes and, because more is possible now, a new token for this session. Sensitive: see `stepUpBegin`. Refusals: `NO_APP_OFFERED`, `WRONG_ANSWER`. `RATE_LIMITED` after many wrong codes.',
  })
  async authenticatorAppConfirm(
    @Arg('input', () => AuthenticatorAppConfirmInput, { description: 'A code of the app.' }) input: AuthenticatorAppConfirmInput,
    @Ctx() context: Context,
  ): Promise<SecondFactorsPayload> {
    const caller = this.whoAsks(context);
    const outcome = await this.desk.confirmApp(caller, input.code);
    if (!outcome.done) return { ...NOTHING, userErrors: outcome.refusals };
    const { recoveryCodes, session } = outcome.value;
    return {
      secondFactors: await this.desk.find(caller.personId),
      recoveryCodes,
      session: handOver(context, session),
      userErrors: [],
    };
  }

  @Mutation(() => SecondFactorsPayload, {
    nullable: true,
    description:
      'Removes the authenticator app and its recovery codes. Sensitive: see `stepUpBegin`. Refusals: `NO_APP`, `APP_REQUIRED` to those who must have one.',
  })
  async authenticatorAppRemove(@Ctx() context: Context): Promise<SecondFactorsPayload> {
    const caller = this.whoAsks(context);
    const outcome = await this.desk.removeApp(caller);
    if (!outcome.done) return { ...NOTHING, userErrors: outcome.refusals };
    return { ...NOTHING, secondFactors: await this.desk.find(caller.personId) };
  }

  @Mutation(() => SecondFactorsPayload, {
    nullable: true,
    description: 'Makes ten new recovery codes; the old ones are dead. Sensitive: see `stepUpBegin`. Refusals: `NO_APP`.',
  })
  async recoveryCodesRenew(@Ctx() context: Context): Promise<SecondFactorsPayload> {
    const caller = this.whoAsks(context);
    const outcome = await this.desk.renewRecoveryCodes(caller);
    if (!outcome.done) return { ...NOTHING, userErrors: outcome.refusals };
    return { ...NOTHING, secondFactors: await this.desk.find(caller.personId), recoveryCodes: outcome.value.recoveryCodes };
  }
}

const NOTHING: SecondFactorsPayload = { secondFactors: null, recoveryCodes: null, session: null, userErrors: [] };
