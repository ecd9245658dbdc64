import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { AccountReader } from '../../../domain/accounts/account-reader';
import type { CustomerSyncQueue } from '../../../domain/sync/customer-sync-queue';
import { byId, staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { MutationPayload } from '../../shared/user-error.type';
import { toAccount } from '../../types/accounts/account.type';
import { DataStatusType } from '../../types/sync/data-status.type';
import { CustomerSyncType, toCustomerSync } from './customer-sync.type';

@InputType('CustomerSyncStartInput', { description: 'A customer to sync.' })
class CustomerSyncStartInput {
  @Field(() => ID, { description: 'The account.' })
  accountId: string;
}

@ObjectType('CustomerSyncStartPayload', { description: 'The answer to a request for the sync of one customer.', simpleResolvers: true })
class CustomerSyncStartPayload extends MutationPayload {
  @Field(() => CustomerSyncType, {
    nullable: true,
    description: 'How it stands; `User.dataStatus` tells how it goes on. Null when refused.',
  })
  customerSync: CustomerSyncType | null;
}

/** The sync of one customer, by hand. */
@Resolver()
export class CustomerSyncResolver {
  constructor(
    private readonly queue: CustomerSyncQueue,
    private readonly accountReader: AccountReader,
  ) {}

  @Mutation(() => CustomerSyncStartPayload, {
    nullable: true,
    description:
      'Has all of one customer read from the servicing system at once. One that waits already is not asked for twice, one that runs is done anew when it is over. Refusals: `UNKNOWN_ACCOUNT`.',
  })
  async customerSyncStart(
    @Arg('input', () => CustomerSyncStartInput, { description: 'The customer.' }) input: CustomerSyncStartInput,
    @Ctx() context: AdminContext,
  ): Promise<CustomerSyncStartPayload> {
    const accountId = decodeKeyOf('Account', input.accountId) ?? 0;
    const outcome = await this.queue.start(staffActor(context), accountId);
    if (!outcome.done) return { customerSync: null, userErrors: outcome.refusals };
    const [account] = await this.accountReader.findForStaff([accountId]);
    return { customerSync: toCustomerSync(accountId, account ? toAccount(account) : null, outcome.value), userErrors: [] };
  }
}

/** Data status → the syncs of the linked accounts, for staff only. */
@Resolver(() => DataStatusType)
export class DataStatusAccountsResolver {
  constructor(private readonly accountReader: AccountReader) {}

  @FieldResolver(() => [CustomerSyncType], { description: 'The accounts linked to the user, each with its latest sync.' })
  async accounts(@Root() status: DataStatusType, @Ctx() context: AdminContext): Promise<CustomerSyncType[]> {
    const accounts = context.loaders.byKey('accounts', async (ids) => byId(await this.accountReader.findForStaff(ids)));
    return Promise.all(
      status.linked.map(async ({ accountId, sync }) => {
        const account = await accounts.load(accountId);
        return toCustomerSync(accountId, account && toAccount(account), sync);
      }),
    );
  }
}
