import { Field, ID, ObjectType } from 'type-graphql';
import { ENROLMENT_CONDITIONS, type EnrolmentCondition } from '../../../domain/identity/enrolment-matching';
import type { EnrolmentAttemptRow } from '../../../domain/identity/enrolment.service';
import { connectionType } from '../../shared/connection';
import { describedEnum } from '../../shared/enum';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { DateTime, toInstant } from '../../shared/scalars';

type Outcome = EnrolmentAttemptRow['outcome'];

const EnrolmentConditionEnum = describedEnum<EnrolmentCondition>(
  'EnrolmentCondition',
  'What must hold for a visitor to be registered. All are held against one contract.',
  ENROLMENT_CONDITIONS,
);

const EnrolmentOutcomeEnum = describedEnum<Outcome>('EnrolmentOutcome', 'How an attempt to register ended.', {
  ENROLLED: 'A user was created, and a registration mail written.',
  ALREADY_REGISTERED: 'Everything entered was right, but the e-mail was a user of the site already; the visitor was told so.',
  NO_MATCH: 'A condition did not hold. The visitor was not told.',
  NOT_CHECKED: 'The contract is not known here and the servicing system could not be asked. The visitor was not told.',
});

@ObjectType('EnrolmentAttempt', {
  implements: NodeInterface,
  description: 'One attempt of a visitor to register. Kept for 90 days, without the names and the postal code that were entered.',
  simpleResolvers: true,
})
export class EnrolmentAttemptType extends NodeInterface {
  @Field(() => DateTime, { description: 'When it was made.' })
  at: string;

  @Field(() => ID, { description: 'The site it was made on.' })
  siteId: string;

  @Field(() => String, { description: 'The e-mail as entered.' })
  email: string;

  @Field(() => String, { description: 'The contract id as entered.' })
  contractNumber: string;

  @Field(() => EnrolmentOutcomeEnum, { description: 'How it ended.' })
  outcome: Outcome;

  @Field(() => [EnrolmentConditionEnum], { description: 'The conditions that did not hold; what could not be told is left out.' })
  failed: EnrolmentCondition[];

  @Field(() => [EnrolmentConditionEnum], { description: 'The conditions that held.' })
  held: EnrolmentCondition[];

  @Field(() => ID, { nullable: true, description: 'The user who came of it; null when none did.' })
  userId: string | null;

  @Field(() => String, { nullable: true, description: 'The request it came with, as in the log and in `X-Request-Id`.' })
  requestId: string | null;

  @Field(() => String, { nullable: true, description: 'The network address it came from.' })
  address: string | null;
}

export const EnrolmentAttemptConnection = connectionType('EnrolmentAttempt', EnrolmentAttemptType, 'attempts to register');

const CONDITIONS = Object.keys(ENROLMENT_CONDITIONS) as EnrolmentCondition[];

/** An attempt as staff are shown it. */
export function toEnrolmentAttempt(row: EnrolmentAttemptRow): EnrolmentAttemptType {
  const { id, at, siteId, email, contractNumber, outcome, findings, userId, requestId, address } = row;
  return {
    id: encodeNodeId('EnrolmentAttempt', id),
    at: toInstant(at),
    siteId: encodeNodeId('Site', siteId),
    email,
    contractNumber,
    outcome,
    failed: CONDITIONS.filter((condition) => findings[condition] === false),
    held: CONDITIONS.filter((condition) => findings[condition] === true),
    userId: userId === null ? null : encodeNodeId('User', userId),
    requestId,
    address,
  };
}
