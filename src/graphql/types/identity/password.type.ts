import { MaxLength } from 'class-validator';
import { Field, InputType, ObjectType } from 'type-graphql';
import type { LinkPurpose } from '../../../domain/identity/password-links';
import type { UsableLink } from '../../../domain/identity/password.service';
import type { NewSession } from '../../../domain/identity/session-token';
import type { Outcome } from '../../../kernel/outcome';
import { describedEnum } from '../../shared/enum';
import { DateTime } from '../../shared/scalars';
import { MutationPayload } from '../../shared/user-error.type';
import type { RequestContext } from '../../shared/context';
import { handOver, SessionType } from './session.type';

/** Far above what the policy lets through, so that it is the policy that says so. */
const LONGEST_PASSWORD = 512;
const LONGEST_TOKEN = 200;

export const PasswordLinkPurposeEnum = describedEnum<LinkPurpose>('PasswordLinkPurpose', 'What a link to set a password is for.', {
  REGISTRATION: 'To choose the first password; the link works for 72 hours.',
  RESET: 'To set another password; the link works for 30 minutes.',
});

@InputType('PasswordResetInput', { description: 'The link from a letter, and the new password.' })
export class PasswordResetInput {
  @MaxLength(LONGEST_TOKEN)
  @Field(() => String, { description: 'What stands after the `#` of the link. Send it as a variable.' })
  token: string;

  @MaxLength(LONGEST_PASSWORD)
  @Field(() => String, { description: 'The new password.' })
  newPassword: string;
}

@InputType('PasswordLinkCheckInput', { description: 'The link from a letter.' })
export class PasswordLinkCheckInput {
  @MaxLength(LONGEST_TOKEN)
  @Field(() => String, { description: 'What stands after the `#` of the link. Send it as a variable.' })
  token: string;
}

@InputType('PasswordChangeInput', { description: 'The current password and the new one.' })
export class PasswordChangeInput {
  @MaxLength(LONGEST_PASSWORD)
  @Field(() => String, { description: 'The password that is in force: being logged in is not enough.' })
  currentPassword: string;

  @MaxLength(LONGEST_PASSWORD)
  @Field(() => String, { description: 'The new password.' })
  newPassword: string;
}

@ObjectType('PasswordLink', { description: 'A link to set a password, as whoever has it is shown it.', simpleResolvers: true })
export class PasswordLinkType {
  @Field(() => PasswordLinkPurposeEnum, { description: 'What it is for.' })
  purpose: LinkPurpose;

  @Field(() => DateTime, { description: 'When it ceases to work, if nothing ends it before.' })
  expiresAt: string;
}

@ObjectType('PasswordLinkCheckPayload', { description: 'The answer to whether a link works.', simpleResolvers: true })
export class PasswordLinkCheckPayload extends MutationPayload {
  @Field(() => PasswordLinkType, { nullable: true, description: 'The link; null when it no longer works.' })
  link: PasswordLinkType | null;
}

@ObjectType('PasswordForgotPayload', { description: 'The answer to a forgotten password: the same whoever asks.', simpleResolvers: true })
export class PasswordForgotPayload extends MutationPayload {
  @Field(() => String, { nullable: true, description: 'What happens next, to be shown to the person; null when it was refused.' })
  message: string | null;
}

@ObjectType('PasswordResetPayload', { description: 'The answer to a password set with a link.', simpleResolvers: true })
export class PasswordResetPayload extends MutationPayload {
  @Field(() => String, { nullable: true, description: 'What happens next, to be shown to the person; null when it was refused.' })
  message: string | null;
}

@ObjectType('PasswordChangePayload', { description: 'The answer to a change of the own password.', simpleResolvers: true })
export class PasswordChangePayload extends MutationPayload {
  @Field(() => SessionType, { nullable: true, description: 'The session with its new token; null when the change was refused.' })
  session: SessionType | null;

  @Field(() => String, { nullable: true, description: 'What has happened, to be shown to the person; null when it was refused.' })
  message: string | null;
}

/** It says the same to everybody. */
export function toForgotPayload(outcome: Outcome<void>): PasswordForgotPayload {
  if (!outcome.done) return { message: null, userErrors: outcome.refusals };
  return { message: 'If there is an account with this e-mail, a link is on its way; it works for 30 minutes.', userErrors: [] };
}

export function toResetPayload(outcome: Outcome<void>): PasswordResetPayload {
  if (!outcome.done) return { message: null, userErrors: outcome.refusals };
  return { message: 'Your password is set, and you are logged out everywhere. Log in with it now.', userErrors: [] };
}

export function toLinkCheckPayload(outcome: Outcome<UsableLink>): PasswordLinkCheckPayload {
  if (!outcome.done) return { link: null, userErrors: outcome.refusals };
  return { link: { purpose: outcome.value.purpose, expiresAt: outcome.value.expiresAt.toISOString() }, userErrors: [] };
}

export function toChangePayload(context: RequestContext, outcome: Outcome<NewSession>): PasswordChangePayload {
  if (!outcome.done) return { session: null, message: null, userErrors: outcome.refusals };
  const message = 'Your password is changed. You stay logged in here and are logged out everywhere else.';
  return { session: handOver(context, outcome.value), message, userErrors: [] };
}
