import { MaxLength, MinLength } from 'class-validator';
import { Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ContractReachService } from '../../../domain/access/contract-reach.service';
import type { UserReader } from '../../../domain/users/user-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { byId, type AdminContext } from '../../shared/context';
import { PagingArguments } from '../../shared/paging';
import { toUser, UserType } from '../../types/users/user.type';
import {
  ContractReachType,
  ContractReachUserConnection,
  ContractReachUserType,
  toContractReach,
  toReachUser,
} from './contract-reach.types';

const ORDERING = 'users reached by e-mail';

@ArgsType()
class ReachUsersArguments extends PagingArguments {
  @Field(() => Boolean, { nullable: true, description: 'Only users that see the contract, or only those that do not; both when left out.' })
  canSee?: boolean | null;
}

@ArgsType()
class ContractReachArguments {
  @MinLength(1)
  @MaxLength(64)
  @Field(() => String, { description: 'The whole contract number. Upper and lower case are alike.' })
  contractNumber: string;
}

@Resolver(() => ContractReachType)
export class ContractReachResolver {
  constructor(private readonly reach: ContractReachService) {}

  @Query(() => ContractReachType, {
    nullable: true,
    description: 'Who can see a contract and through which link; and who is linked to it and cannot, and why.',
  })
  async contractReach(@Args() { contractNumber }: ContractReachArguments): Promise<ContractReachType> {
    return toContractReach(await this.reach.explain(contractNumber.trim()));
  }

  @FieldResolver(() => ContractReachUserConnection, { description: 'The users linked to any account on the contract, by e-mail.' })
  async users(@Root() root: ContractReachType, @Args() args: ReachUsersArguments): Promise<ConnectionOf<ContractReachUserType>> {
    const page = resolvePage(args, ORDERING);
    const canSee = args.canSee ?? undefined;
    return connect(await this.reach.listUsers(root.reached, canSee, page), page, {
      ordering: ORDERING,
      position: (row) => ({ value: row.emailKey, id: row.userId }),
      toNode: toReachUser,
      count: () => this.reach.countUsers(root.reached, canSee),
    });
  }
}

/** ContractReachUser → User. */
@Resolver(() => ContractReachUserType)
export class ContractReachUserResolver {
  constructor(private readonly userReader: UserReader) {}

  @FieldResolver(() => UserType, { nullable: true, description: 'The user; null when it was removed meanwhile.' })
  async user(@Root() root: ContractReachUserType, @Ctx() context: AdminContext): Promise<UserType | null> {
    const loader = context.loaders.byKey('users', async (ids) => byId(await this.userReader.findByIds(ids)));
    const row = await loader.load(root.userKey);
    return row && toUser(row);
  }
}
