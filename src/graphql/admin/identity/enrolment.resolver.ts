import { MaxLength, ValidateNested } from 'class-validator';
import { Args, ArgsType, Field, ID, InputType, ObjectType, Query, Resolver } from 'type-graphql';
import {
  ENROLMENT_MAIL_CONDITIONS,
  type EnrolmentExplanationService,
  type EnrolmentFinding,
  type EnrolmentMailCondition,
} from '../../../domain/identity/enrolment-explanation.service';
import { attemptKey, type EnrolmentAttemptReader } from '../../../domain/identity/enrolment.service';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { describedEnum } from '../../shared/enum';
import { decodeKeyOf } from '../../shared/node-id';
import { PagingArguments } from '../../shared/paging';
import { EnrolmentAttemptConnection, toEnrolmentAttempt, type EnrolmentAttemptType } from './enrolment-attempt.type';

const ORDERING = 'attempts to register';

const EnrolmentMailConditionEnum = describedEnum<EnrolmentMailCondition>(
  'EnrolmentMailCondition',
  'What must hold for a registration mail to arrive.',
  ENROLMENT_MAIL_CONDITIONS,
);

@InputType('EnrolmentAttemptFilter', { description: 'Which attempts. Conditions given together must all hold.' })
class EnrolmentAttemptFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only on this site.' })
  siteId?: string | null;

  @MaxLength(254)
  @Field(() => String, { nullable: true, description: 'Only with this e-mail. Upper and lower case are alike.' })
  email?: string | null;
}

@ArgsType()
class EnrolmentAttemptListArguments extends PagingArguments {
  @ValidateNested()
  @Field(() => EnrolmentAttemptFilterInput, { nullable: true, description: 'All when left out.' })
  filter?: EnrolmentAttemptFilterInput | null;
}

@ArgsType()
class EnrolmentExplanationArguments {
  @Field(() => ID, { description: 'The site that the visitor registers on.' })
  siteId: string;

  @MaxLength(254)
  @Field(() => String, { description: 'The e-mail the visitor entered. Upper and lower case are alike.' })
  email: string;
}

@ObjectType('EnrolmentFinding', { description: 'One condition and whether it holds.', simpleResolvers: true })
class EnrolmentFindingType implements EnrolmentFinding {
  @Field(() => EnrolmentMailConditionEnum, { description: 'The condition.' })
  condition: EnrolmentMailCondition;

  @Field(() => Boolean, { description: 'Whether it holds.' })
  holds: boolean;

  @Field(() => String, { description: 'Why, in plain words, with names and dates.' })
  because: string;

  @Field(() => String, { nullable: true, description: 'What to do about it; null when it holds.' })
  hint: string | null;
}

@ObjectType('EnrolmentExplanation', { description: 'Why a registration mail came, or did not.', simpleResolvers: true })
class EnrolmentExplanationType {
  @Field(() => Boolean, {
    description: 'Whether the mail server accepted a registration mail. If so and it is not there: look among the spam.',
  })
  isMailAccepted: boolean;

  @Field(() => EnrolmentFindingType, { nullable: true, description: 'The first condition that does not hold: the short answer.' })
  failing: EnrolmentFindingType | null;

  @Field(() => [EnrolmentFindingType], { description: 'Every condition in the order to look; what cannot be told is left out.' })
  conditions: EnrolmentFindingType[];
}

/** "No enrolment e-mail came", as data. */
@Resolver()
export class EnrolmentAttemptResolver {
  constructor(
    private readonly attempts: EnrolmentAttemptReader,
    private readonly explanations: EnrolmentExplanationService,
  ) {}

  @Query(() => EnrolmentAttemptConnection, {
    nullable: true,
    description: 'Attempts of visitors to register in the last 90 days, latest first, with what failed. Visitors are not told.',
  })
  async enrolmentAttempts(@Args() args: EnrolmentAttemptListArguments): Promise<ConnectionOf<EnrolmentAttemptType>> {
    const page = resolvePage(args, ORDERING);
    const { siteId, email } = args.filter ?? {};
    const filter = {
      siteId: siteId == null ? undefined : (decodeKeyOf('Site', siteId) ?? 0),
      emailKey: email == null ? undefined : attemptKey(email),
    };
    return connect(await this.attempts.list(filter, page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.id, id: row.id }),
      toNode: toEnrolmentAttempt,
      count: () => this.attempts.count(filter),
    });
  }

  @Query(() => EnrolmentExplanationType, {
    nullable: true,
    description: 'Why no registration mail came, condition by condition: the site, the user, the latest attempt, the mail.',
  })
  async enrolmentExplanation(@Args() args: EnrolmentExplanationArguments): Promise<EnrolmentExplanationType> {
    const explanation = await this.explanations.explain(decodeKeyOf('Site', args.siteId) ?? 0, args.email);
    return { ...explanation, failing: explanation.conditions.find((one) => !one.holds) ?? null };
  }

  async findAttempt(key: number): Promise<EnrolmentAttemptType | null> {
    const [row] = await this.attempts.findByIds([key]);
    return row ? toEnrolmentAttempt(row) : null;
  }
}
