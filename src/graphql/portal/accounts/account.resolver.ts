import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { AccountReader } from '../../../domain/accounts/account-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import type { PortalContext } from '../../shared/context';
import { PagingArguments } from '../../shared/paging';
import { AccountConnection, AccountType, toAccount } from '../../types/accounts/account.type';

const ORDERING = 'accounts by name';

@Resolver()
export class AccountResolver {
  constructor(private readonly accountReader: AccountReader) {}

  @Query(() => AccountConnection, { nullable: true, description: 'The accounts linked to the viewer, by name.' })
  async accounts(@Args() args: PagingArguments, @Ctx() context: PortalContext): Promise<ConnectionOf<AccountType>> {
    const { scope } = context.viewer;
    const page = resolvePage(args, ORDERING);
    return connect(await this.accountReader.listLinked(scope, page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.name, id: row.id }),
      toNode: toAccount,
      count: () => this.accountReader.countLinked(scope),
    });
  }

  async findAccount(key: number, context: PortalContext): Promise<AccountType | null> {
    const [row] = await this.accountReader.findByIds(context.viewer.scope, [key]);
    return row ? toAccount(row) : null;
  }
}
