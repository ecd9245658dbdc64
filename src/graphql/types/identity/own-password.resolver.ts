import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { PasswordService } from '../../../domain/identity/password.service';
import type { Realm } from '../../../kernel/actor';
import type { RequestContext } from '../../shared/context';
import {
  PasswordChangeInput,
  PasswordChangePayload,
  PasswordLinkCheckInput,
  PasswordLinkCheckPayload,
  PasswordResetInput,
  PasswordResetPayload,
  toChangePayload,
  toLinkCheckPayload,
  toResetPayload,
} from './password.type';
import type { WhoAsks } from './who-asks';

/** How people set their own passwords; the same on both APIs, each for its own realm. */
@Resolver()
export class OwnPasswordResolver<Context extends RequestContext> {
  constructor(
    private readonly realm: Realm,
    private readonly passwords: PasswordService,
    private readonly whoAsks: WhoAsks<Context>,
  ) {}

  @Mutation(() => PasswordLinkCheckPayload, {
    nullable: true,
    description: `Tells whether a link from a letter works, so that nobody chooses a password for nothing. Uses nothing up.
A mutation, because only mutations are sure to be sent by POST, and a link does not belong into a URL. Refusals: \`LINK_DEAD\`.`,
  })
  async passwordLinkCheck(
    @Arg('input', () => PasswordLinkCheckInput, { description: 'The link.' }) input: PasswordLinkCheckInput,
  ): Promise<PasswordLinkCheckPayload> {
    return toLinkCheckPayload(await this.passwords.check(this.realm, input.token));
  }

  @Mutation(() => PasswordResetPayload, {
    nullable: true,
    description: `Sets a password with the link from a letter, which works once. All sessions of the person end, and nobody is logged in: the person
logs in with the new password and whatever else a log-in asks for. A password that is refused leaves the link as it is.
Refusals: \`LINK_DEAD\` (used, too old, replaced by a newer one, or its owner is switched off), \`PASSWORD_TOO_SHORT\`,
\`PASSWORD_TOO_LONG\`, \`PASSWORD_TOO_COMMON\`, \`PASSWORD_TOO_PERSONAL\`.`,
  })
  async passwordReset(
    @Arg('input', () => PasswordResetInput, { description: 'Link and new password.' }) input: PasswordResetInput,
    @Ctx() context: Context,
  ): Promise<PasswordResetPayload> {
    return toResetPayload(await this.passwords.reset(this.realm, input.token, input.newPassword, context.origin));
  }

  @Mutation(() => PasswordChangePayload, {
    nullable: true,
    description: `Changes the own password. The session goes on with a new token, the old one is dead; all other sessions of the person end, and so does a link to
set a password. Sensitive: see \`stepUpBegin\`. Refusals: \`WRONG_PASSWORD\`, \`PASSWORD_UNCHANGED\` (it is the current one), \`PASSWORD_TOO_SHORT\`,
\`PASSWORD_TOO_LONG\`, \`PASSWORD_TOO_COMMON\`, \`PASSWORD_TOO_PERSONAL\`.`,
  })
  async passwordChange(
    @Arg('input', () => PasswordChangeInput, { description: 'Both passwords.' }) input: PasswordChangeInput,
    @Ctx() context: Context,
  ): Promise<PasswordChangePayload> {
    const who = { realm: this.realm, id: this.whoAsks(context).personId, token: context.token ?? '' };
    return toChangePayload(context, await this.passwords.change(who, input.currentPassword, input.newPassword, context.origin));
  }
}
