import { MaxLength, MinLength } from 'class-validator';
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { ENROLMENT_HINTS, type EnrolmentHint } from '../../../domain/identity/enrolment-hints';
import type { EnrolmentService } from '../../../domain/identity/enrolment.service';
import type { SiteReader } from '../../../domain/sites/site.service';
import type { PortalContext } from '../../shared/context';
import { MutationPayload } from '../../shared/user-error.type';

@InputType('EnrolmentSubmitInput', { description: 'What a visitor enters under "Register here". See `enrolmentHints`.' })
class EnrolmentSubmitInput {
  @MaxLength(40)
  @Field(() => String, { description: 'The site\'s key, for example "default".' })
  siteKey: string;

  @MinLength(1)
  @MaxLength(100)
  @Field(() => String, { description: "The visitor's first name; not compared with anything." })
  firstName: string;

  @MinLength(1)
  @MaxLength(100)
  @Field(() => String, { description: "The visitor's last name; not compared with anything." })
  lastName: string;

  @MaxLength(254)
  @Field(() => String, { description: 'One e-mail address. Upper and lower case are alike.' })
  email: string;

  @MaxLength(64)
  @Field(() => String, { description: 'The contract id, as `Contract.contractNumber`. Upper and lower case are alike.' })
  contractNumber: string;

  @MaxLength(20)
  @Field(() => String, { description: "The postal code of the address that the contract's invoices go to." })
  billingPostalCode: string;
}

@ObjectType('EnrolmentSubmitPayload', { description: 'The answer to a registration.', simpleResolvers: true })
class EnrolmentSubmitPayload extends MutationPayload {
  @Field(() => String, {
    nullable: true,
    description: 'A sentence to show, the same whether what was entered is right or not; null when it was refused.',
  })
  message: string | null;
}

@ObjectType('EnrolmentHint', { description: 'What to show at one input of the registration form.', simpleResolvers: true })
class EnrolmentHintType implements EnrolmentHint {
  @Field(() => String, { description: 'The name of the field of `EnrolmentSubmitInput`.' })
  field: EnrolmentHint['field'];

  @Field(() => String, { description: 'A label for people.' })
  label: string;

  @Field(() => String, { description: 'What is asked for, and where to find it.' })
  hint: string;

  @Field(() => String, { description: 'How it may look.' })
  example: string;

  @Field(() => Boolean, { description: 'Whether it must match the records; if not, it is taken as it is.' })
  isValidated: boolean;
}

@ObjectType('EnrolmentHints', {
  description: 'Whether visitors of a site may register on their own, and with what.',
  simpleResolvers: true,
})
class EnrolmentHintsType {
  @Field(() => Boolean, { description: 'Whether the site takes registrations. If not, offer none.' })
  isOn: boolean;

  @Field(() => [EnrolmentHintType], { description: 'The inputs in the order of the form.' })
  hints: readonly EnrolmentHintType[];
}

/** Registration by the visitor, who is not logged in. */
@Resolver()
export class EnrolmentResolver {
  constructor(
    private readonly enrolment: EnrolmentService,
    private readonly siteReader: SiteReader,
  ) {}

  @Query(() => EnrolmentHintsType, {
    nullable: true,
    description: 'What a registration form shows. Needs no log-in. Null when there is no such site.',
  })
  async enrolmentHints(
    @Arg('siteKey', () => String, { description: 'The site\'s key, for example "default".' }) siteKey: string,
  ): Promise<EnrolmentHintsType | null> {
    const site = await this.siteReader.findByKey(siteKey);
    return site && !site.isDisabled ? { isOn: site.selfEnrolment, hints: ENROLMENT_HINTS } : null;
  }

  @Mutation(() => EnrolmentSubmitPayload, {
    nullable: true,
    description:
      'Registers a visitor who proves to be a customer: the e-mail on file gets a link to set the password. Anything else is answered alike and in the same time. Refusals: `UNKNOWN_SITE`, `ENROLMENT_OFF`, `ALREADY_REGISTERED` (only when everything entered is right). Fault `RATE_LIMITED` after five failed tries of an hour by e-mail or network address.',
  })
  async enrolmentSubmit(
    @Arg('input', () => EnrolmentSubmitInput, { description: 'What the visitor entered.' }) input: EnrolmentSubmitInput,
    @Ctx() context: PortalContext,
  ): Promise<EnrolmentSubmitPayload> {
    const { siteKey, ...entered } = input;
    const outcome = await this.enrolment.enrol(siteKey, entered, context.origin);
    return outcome.done ? { ...outcome.value, userErrors: [] } : { message: null, userErrors: outcome.refusals };
  }
}
