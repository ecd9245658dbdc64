import { ArrayMaxSize, IsEmail, IsUrl, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MutationPayload } from '../../shared/user-error.type';
import { SiteType } from '../../types/sites/site.type';
import { SitePaymentInput } from './site-payment.input';

const [SHORTEST_IDLE_MINUTES, LONGEST_IDLE_MINUTES] = [5, 480];
const [SHORTEST_ABSOLUTE_MINUTES, LONGEST_ABSOLUTE_MINUTES] = [15, 43_200];
const URL_RULE = { protocols: ['https', 'http'], require_protocol: true, require_tld: false };

@InputType('SiteCreateInput', { description: 'A new site.' })
export class SiteCreateInput extends SitePaymentInput {
  @Matches(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, { message: 'siteKey is made of small letters, digits and inner hyphens, 40 at most' })
  @Field(() => String, { description: 'The word front ends name the site by: small letters, digits and hyphens. Cannot be changed later.' })
  siteKey: string;

  @MinLength(1)
  @MaxLength(200)
  @Field(() => String, { description: "The site's name as shown to people." })
  name: string;

  @IsUrl(URL_RULE)
  @MaxLength(500)
  @Field(() => String, { description: 'Where people reach the site, for example "https://portal.example.com".' })
  url: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the site takes contracts that carry no private label. Left out: yes for the first site, no for any later one.',
  })
  takesUnlabelled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether the site's users are asked for a second factor at each log-in. Acts at the next one. Left out: no.",
  })
  mfaIsOn?: boolean | null;

  @IsEmail()
  @MaxLength(254)
  @Field(() => String, {
    nullable: true,
    description: "Where the site's people may turn to: at the foot of its mails, and where answers to them go.",
  })
  supportEmail?: string | null;

  @Matches(/^#[0-9a-f]{6}$/i, { message: 'buttonColor is written like #1f4e79' })
  @Field(() => String, { nullable: true, description: 'The colour of buttons in its mails, for example "#1f4e79".' })
  buttonColor?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether visitors of the site may register on their own (`enrolmentSubmit` of the portal API). Left out: yes.',
  })
  selfEnrolment?: boolean | null;

  @ArrayMaxSize(200)
  @MaxLength(100, { each: true })
  @Field(() => [String], {
    description: 'The private labels the site takes, written exactly as on the contracts. A label may be on several sites.',
  })
  privateLabels: string[];

  @Min(SHORTEST_IDLE_MINUTES)
  @Max(LONGEST_IDLE_MINUTES)
  @Field(() => Int, { nullable: true, description: 'After how many minutes without a request a log-in ends: 5 to 480. Left out: 30.' })
  sessionIdleMinutes?: number | null;

  @Min(SHORTEST_ABSOLUTE_MINUTES)
  @Max(LONGEST_ABSOLUTE_MINUTES)
  @Field(() => Int, {
    nullable: true,
    description:
      'After how many minutes a log-in ends however much it is used: 15 to 43 200, and not before it may idle out. Left out: 720.',
  })
  sessionAbsoluteMinutes?: number | null;
}

@InputType('SiteUpdateInput', { description: 'New values of a site. What is left out stays as it is.' })
export class SiteUpdateInput extends SitePaymentInput {
  @Field(() => ID, { description: 'The site.' })
  siteId: string;

  @Field(() => Int, { description: 'The `version` of the site you have seen. If it is not the current one, nothing is changed.' })
  version: number;

  @MinLength(1)
  @MaxLength(200)
  @Field(() => String, { nullable: true, description: "The site's name as shown to people." })
  name?: string | null;

  @IsUrl(URL_RULE)
  @MaxLength(500)
  @Field(() => String, { nullable: true, description: 'Where people reach the site.' })
  url?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the site takes contracts that carry no private label.' })
  takesUnlabelled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether the site's users are asked for a second factor at each log-in. Acts at the next one.",
  })
  mfaIsOn?: boolean | null;

  @IsEmail()
  @MaxLength(254)
  @Field(() => String, {
    nullable: true,
    description: "Where the site's people may turn to: at the foot of its mails, and where answers to them go. Null takes it away.",
  })
  supportEmail?: string | null;

  @Matches(/^#[0-9a-f]{6}$/i, { message: 'buttonColor is written like #1f4e79' })
  @Field(() => String, { nullable: true, description: 'The colour of buttons in its mails, for example "#1f4e79". Null takes it away.' })
  buttonColor?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether visitors of the site may register on their own.' })
  selfEnrolment?: boolean | null;

  @ArrayMaxSize(200)
  @MaxLength(100, { each: true })
  @Field(() => [String], {
    nullable: true,
    description: 'All private labels the site shall take; see `siteMappingPreview` for what a change would do.',
  })
  privateLabels?: string[] | null;

  @Min(SHORTEST_IDLE_MINUTES)
  @Max(LONGEST_IDLE_MINUTES)
  @Field(() => Int, {
    nullable: true,
    description: 'After how many minutes without a request a log-in ends: 5 to 480. Counts for running sessions at once.',
  })
  sessionIdleMinutes?: number | null;

  @Min(SHORTEST_ABSOLUTE_MINUTES)
  @Max(LONGEST_ABSOLUTE_MINUTES)
  @Field(() => Int, {
    nullable: true,
    description:
      'After how many minutes a log-in ends however much it is used: 15 to 43 200, and not before it may idle out. Counts for log-ins from now on.',
  })
  sessionAbsoluteMinutes?: number | null;
}

@InputType('SiteInput', { description: 'A site.' })
export class SiteInput {
  @Field(() => ID, { description: 'The site.' })
  siteId: string;
}

@ObjectType('SitePayload', { description: 'The answer to a change of a site.', simpleResolvers: true })
export class SitePayload extends MutationPayload {
  @Field(() => SiteType, { nullable: true, description: 'The site as it is now; null when it was refused.' })
  site: SiteType | null;
}

/** Labels as they are on contracts: each once, no blanks around, no empty ones. */
export function tidyLabels(labels: readonly string[]): string[] {
  return [...new Set(labels.map((label) => label.trim()))].filter((label) => label !== '');
}
