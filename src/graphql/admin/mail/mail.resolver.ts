import { Arg, Args, ArgsType, Ctx, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { MailFilter, MailReader, MailState } from '../../../domain/mail/mail-reader';
import type { MailService } from '../../../domain/mail/mail.service';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { PagingArguments } from '../../shared/paging';
import { MutationPayload } from '../../shared/user-error.type';
import { MailConnection, MailStateEnum, MailType, toMail } from './mail.type';

const ORDERING = 'mails';

@InputType('MailFilter', { description: 'Which mails to list. Conditions given together must all hold.' })
class MailFilterInput {
  @Field(() => MailStateEnum, { nullable: true, description: 'Only mails in this state; `DEAD` lists what did not get out.' })
  state?: MailState | null;

  @Field(() => ID, { nullable: true, description: 'Only mails to this end user.' })
  userId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only mails to users of this site.' })
  siteId?: string | null;
}

@ArgsType()
class MailListArguments extends PagingArguments {
  @Field(() => MailFilterInput, { nullable: true, description: 'All when left out.' })
  filter?: MailFilterInput | null;
}

@InputType('MailRetryInput', { description: 'A mail to try again.' })
class MailRetryInput {
  @Field(() => ID, { description: 'The mail.' })
  mailId: string;
}

@ObjectType('MailRetryPayload', { description: 'The answer to trying a mail again.', simpleResolvers: true })
class MailRetryPayload extends MutationPayload {
  @Field(() => MailType, { nullable: true, description: 'The mail as it is now; null when it was refused.' })
  mail: MailType | null;
}

/** What was mailed, and trying again. */
@Resolver()
export class MailResolver {
  constructor(
    private readonly mailReader: MailReader,
    private readonly mailService: MailService,
  ) {}

  @Query(() => MailConnection, { nullable: true, description: 'Mails to end users and platform users, latest first.' })
  async mails(@Args() args: MailListArguments): Promise<ConnectionOf<MailType>> {
    const page = resolvePage(args, ORDERING);
    const filter = toMailFilter(args.filter);
    return connect(await this.mailReader.list(filter, page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.id, id: row.id }),
      toNode: toMail,
      count: () => this.mailReader.count(filter),
    });
  }

  @Mutation(() => MailRetryPayload, {
    nullable: true,
    description:
      'Tries a dead mail again, as if it had just been written. Refusals: `MAIL_NOT_DEAD`, and `MAIL_FORGOTTEN` when what it said is no longer kept (7 days after it died) or of use (an old code or link): have a new one sent instead.',
  })
  async mailRetry(
    @Arg('input', () => MailRetryInput, { description: 'The mail.' }) input: MailRetryInput,
    @Ctx() context: AdminContext,
  ): Promise<MailRetryPayload> {
    const mailId = decodeKeyOf('Mail', input.mailId) ?? 0;
    const outcome = await this.mailService.retry(staffActor(context), mailId);
    return outcome.done ? { mail: await this.findMail(mailId), userErrors: [] } : { mail: null, userErrors: outcome.refusals };
  }

  async findMail(key: number): Promise<MailType | null> {
    const [row] = await this.mailReader.findByIds([key]);
    return row ? toMail(row) : null;
  }
}

function toMailFilter(filter: MailFilterInput | null | undefined): MailFilter {
  const { state, userId, siteId } = filter ?? {};
  return {
    state: state ?? undefined,
    ...(userId != null && { realm: 'PORTAL', personId: decodeKeyOf('User', userId) ?? 0 }),
    siteId: siteId == null ? undefined : (decodeKeyOf('Site', siteId) ?? 0),
  };
}
