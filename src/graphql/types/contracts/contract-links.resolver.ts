import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { AccountReader } from '../../../domain/accounts/account-reader';
import { byId } from '../../shared/context';
import { AccountType, toAccount } from '../accounts/account.type';
import { ContractType } from './contract.type';

/** Contract → Account. */
@Resolver(() => ContractType)
export class ContractLinksResolver {
  constructor(private readonly accounts: AccountReader) {}

  @FieldResolver(() => AccountType, { nullable: true, description: 'The customer: the borrower or lessee.' })
  async customer(@Root() contract: ContractType): Promise<AccountType | null> {
    if (contract.customerAccountId === null) return null;
    const { scope, loaders } = contract.sight;
    const loader = loaders.byKey('accounts', async (ids) => byId(await this.accounts.findByIds(scope, ids)));
    const row = await loader.load(contract.customerAccountId);
    return row && toAccount(row);
  }
}
