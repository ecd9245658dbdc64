import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { MailReader } from '../../../domain/mail/mail-reader';
import type { UserReader } from '../../../domain/users/user-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { byId, type AdminContext } from '../../shared/context';
import { PagingArguments } from '../../shared/paging';
import { toUser, UserType } from '../../types/users/user.type';
import { MailConnection, MailType, toMail } from '../mail/mail.type';

const ORDERING = 'mails of a user';

/** User → mails. */
@Resolver(() => UserType)
export class UserMailsResolver {
  constructor(private readonly mailReader: MailReader) {}

  @FieldResolver(() => MailConnection, {
    description: 'What was mailed to the user, latest first: whether the mail server took it, or why not.',
  })
  async mails(@Root() user: UserType, @Args() args: PagingArguments): Promise<ConnectionOf<MailType>> {
    const page = resolvePage(args, ORDERING);
    const filter = { realm: 'PORTAL', personId: user.key } as const;
    return connect(await this.mailReader.list(filter, page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.id, id: row.id }),
      toNode: toMail,
      count: () => this.mailReader.count(filter),
    });
  }
}

/** Mail → user. */
@Resolver(() => MailType)
export class MailUserResolver {
  constructor(private readonly userReader: UserReader) {}

  @FieldResolver(() => UserType, { nullable: true, description: 'The end user it goes to; null when it goes to a platform user.' })
  async user(@Root() mail: MailType, @Ctx() context: AdminContext): Promise<UserType | null> {
    if (mail.userKey === null) return null;
    const loader = context.loaders.byKey('users', async (ids) => byId(await this.userReader.findByIds(ids)));
    const row = await loader.load(mail.userKey);
    return row && toUser(row);
  }
}
