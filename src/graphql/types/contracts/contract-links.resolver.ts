import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { AccountReader } from '../../../domain/accounts/account-reader';
import type { ContractReader } from '../../../domain/contracts/contract-reader';
import { byId } from '../../shared/context';
import { AccountType, toAccount } from '../accounts/account.type';
import { ContractType } from './contract.type';

/** Contract → Account. */
@Resolver(() => ContractType)
export class ContractLinksResolver {
  constructor(
    private readonly accounts: AccountReader,
    private readonly contracts: ContractReader,
  ) {}

  @FieldResolver(() => AccountType, { nullable: true, description: 'The customer: the borrower or lessee.' })
  async customer(@Root() contract: ContractType): Promise<AccountType | null> {
    if (contract.customerAccountId === null) return null;
    const { scope, loaders } = contract.sight;
    const loader = loaders.byKey('accounts', async (ids) => byId(await this.accounts.findByIds(scope, ids)));
    const row = await loader.load(contract.customerAccountId);
    if (!row && !(await this.stillNames(contract))) loaders.noteTorn('a contract and its customer');
    return row && toAccount(row);
  }

  /** Whether the contract has the customer that it had: then it is the account that is not here, which may last. */
  private async stillNames({ key, customerAccountId, sight: { scope, loaders } }: ContractType): Promise<boolean> {
    const loader = loaders.byKey('contracts now', async (ids) => byId(await this.contracts.findByIds(scope, ids)));
    return (await loader.load(key))?.customerAccountId === customerAccountId;
  }
}
