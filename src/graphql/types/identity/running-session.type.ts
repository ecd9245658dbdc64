import { Field, ObjectType } from 'type-graphql';
import type { OwnSessionRow } from '../../../domain/identity/session.service';
import { DateTime, toInstant } from '../../shared/scalars';

/** What is told alike of a running session, to its owner and to staff. */
@ObjectType({ simpleResolvers: true })
export abstract class RunningSession {
  @Field(() => DateTime, { description: 'When it began.' })
  createdAt: string;

  @Field(() => DateTime, { description: 'When it was last used, to the minute.' })
  lastUsedAt: string;

  @Field(() => DateTime, { description: 'When it ends at the latest.' })
  expiresAt: string;

  @Field(() => String, { nullable: true, description: 'The network address it was begun from, if known.' })
  address: string | null;

  @Field(() => String, { nullable: true, description: 'What the browser or program said it was; the first 200 characters.' })
  userAgent: string | null;
}

/** The same of a stored session. */
export function toRunningSession(row: Pick<OwnSessionRow, keyof RunningSession>): RunningSession {
  const { createdAt, lastUsedAt, expiresAt, address, userAgent } = row;
  return {
    createdAt: toInstant(createdAt),
    lastUsedAt: toInstant(lastUsedAt),
    expiresAt: toInstant(expiresAt),
    address,
    userAgent,
  };
}
