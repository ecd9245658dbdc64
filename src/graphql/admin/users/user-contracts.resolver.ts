import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ContractReader } from '../../../domain/contracts/contract-reader';
import type { ScopeReader } from '../../../domain/identity/view-as.service';
import type { ConnectionOf } from '../../shared/connection';
import type { AdminContext } from '../../shared/context';
import { sightOfUser } from '../../shared/user-sight';
import { listContracts } from '../../types/contracts/contract-list';
import { ContractListArguments } from '../../types/contracts/contract-list.input';
import { ContractConnection, type ContractType } from '../../types/contracts/contract.type';
import { UserType } from '../../types/users/user.type';

/** User → contracts, through the user's own eyes. */
@Resolver(() => UserType)
export class UserContractsResolver {
  constructor(
    private readonly contractReader: ContractReader,
    private readonly scopes: ScopeReader,
  ) {}

  @FieldResolver(() => ContractConnection, {
    description:
      'The contracts as the user sees them when logged in: active ones, or with a filter the closed ones. Whether the user is switched off is not asked.',
  })
  async contracts(
    @Root() user: UserType,
    @Args() args: ContractListArguments,
    @Ctx() context: AdminContext,
  ): Promise<ConnectionOf<ContractType>> {
    return listContracts(this.contractReader, await sightOfUser(this.scopes, context, user.key), args);
  }
}
