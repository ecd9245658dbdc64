import { Field, Int, ObjectType } from 'type-graphql';
import type { PlatformRole, PlatformUserRow } from '../../../domain/identity/platform-identity.service';
import { connectionType } from '../../shared/connection';
import { describedEnum } from '../../shared/enum';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { DateTime, toInstant } from '../../shared/scalars';
import { MutationPayload } from '../../shared/user-error.type';

export const PlatformRoleEnum = describedEnum<PlatformRole>('PlatformRole', 'What a platform user may do.', {
  ADMINISTRATOR: 'Everything.',
  CUSTOMER_CARE: 'Look, and help single customers; changes no settings.',
});

@ObjectType('PlatformUser', {
  implements: NodeInterface,
  description: "A member of the finance company's staff. A realm of its own: end users' credentials do not work here, nor the reverse.",
  simpleResolvers: true,
})
export class PlatformUserType extends NodeInterface {
  @Field(() => String, { description: 'The address to log in with.' })
  email: string;

  @Field(() => String, { description: "The person's name." })
  name: string;

  @Field(() => PlatformRoleEnum, { description: 'What the person may do.' })
  role: PlatformRole;

  @Field(() => Boolean, { description: 'Whether the person is switched off: cannot log in, and running sessions are dead.' })
  isDisabled: boolean;

  @Field(() => Boolean, { description: 'Whether a password is set. Without one nobody can log in as this person.' })
  hasPassword: boolean;

  @Field(() => Boolean, { description: 'Whether the person must enrol an authenticator app before anything else.' })
  mustEnrolApp: boolean;

  @Field(() => DateTime, { nullable: true, description: 'The last log-in; null before the first.' })
  lastLoggedInAt: string | null;

  @Field(() => DateTime, { description: 'When the person was entered here.' })
  createdAt: string;

  @Field(() => Int, { description: 'Grows with each change; `platformUserUpdate` takes the one you have seen.' })
  version: number;
}

export const PlatformUserConnection = connectionType('PlatformUser', PlatformUserType, 'platform users');

@ObjectType('PlatformUserPayload', { description: 'The answer to a change of a platform user.', simpleResolvers: true })
export class PlatformUserPayload extends MutationPayload {
  @Field(() => PlatformUserType, { nullable: true, description: 'The platform user as it is now; null when it was refused.' })
  platformUser: PlatformUserType | null;
}

export function toPlatformUser(row: PlatformUserRow): PlatformUserType {
  const { email, name, role, version } = row;
  return {
    id: encodeNodeId('PlatformUser', row.id),
    email,
    name,
    role,
    isDisabled: row.isDisabled === 1,
    hasPassword: row.hasPassword === 1,
    mustEnrolApp: row.mustEnrolApp === 1,
    lastLoggedInAt: row.lastLoggedInAt === null ? null : toInstant(row.lastLoggedInAt),
    createdAt: toInstant(row.createdAt),
    version,
  };
}
