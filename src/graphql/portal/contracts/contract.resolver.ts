import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { ContractReader } from '../../../domain/contracts/contract-reader';
import { listContracts } from '../../types/contracts/contract-list';
import { ContractListArguments } from '../../types/contracts/contract-list.input';
import { ContractConnection, ContractType, toContract } from '../../types/contracts/contract.type';
import type { ConnectionOf } from '../../shared/connection';
import { sightOf, type PortalContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';

@Resolver()
export class ContractResolver {
  constructor(private readonly contractReader: ContractReader) {}

  @Query(() => ContractConnection, {
    nullable: true,
    description: 'The contracts visible to the viewer: active ones, or with a filter the closed ones.',
  })
  contracts(@Args() args: ContractListArguments, @Ctx() context: PortalContext): Promise<ConnectionOf<ContractType>> {
    return listContracts(this.contractReader, sightOf(context), args);
  }

  @Query(() => ContractType, { nullable: true, description: 'One contract; null when it does not exist or is not visible to the viewer.' })
  async contract(
    @Arg('id', () => ID, { description: "A contract's id." }) id: string,
    @Ctx() context: PortalContext,
  ): Promise<ContractType | null> {
    const key = decodeKeyOf('Contract', id);
    return key === undefined ? null : this.findContract(key, context);
  }

  async findContract(key: number, context: PortalContext): Promise<ContractType | null> {
    const [row] = await this.contractReader.findByIds(context.viewer.scope, [key]);
    return row ? toContract(row, sightOf(context)) : null;
  }
}
