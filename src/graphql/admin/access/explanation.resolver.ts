import { MaxLength, MinLength } from 'class-validator';
import { Args, ArgsType, Field, ID, Query, Resolver } from 'type-graphql';
import type { ExplanationService } from '../../../domain/access/explanation.service';
import { decodeKeyOf } from '../../shared/node-id';
import { toAccount } from '../../types/accounts/account.type';
import { AccountLinkExplanationType, ContractAccessExplanationType, toExplanation } from './explanation.types';

@ArgsType()
class ContractAccessArguments {
  @Field(() => ID, { description: 'The user who asks.' })
  userId: string;

  @MinLength(1)
  @MaxLength(64)
  @Field(() => String, { description: 'The whole contract number. Upper and lower case are alike.' })
  contractNumber: string;
}

@ArgsType()
class AccountLinkArguments {
  @Field(() => ID, { description: 'The site.' })
  siteId: string;

  @MinLength(1)
  @MaxLength(200)
  @Field(() => String, { description: 'The account number, or the exact name. Upper and lower case are alike.' })
  account: string;
}

/** "Why can't they see it?" and "why is it not in my list?", as data. */
@Resolver()
export class ExplanationResolver {
  constructor(private readonly explanations: ExplanationService) {}

  @Query(() => ContractAccessExplanationType, {
    nullable: true,
    description:
      'Why a user sees a contract or does not, condition by condition. Where the portal says no, the servicing system is asked whether it knows better.',
  })
  async contractAccessExplanation(@Args() args: ContractAccessArguments): Promise<ContractAccessExplanationType> {
    return toExplanation(await this.explanations.explainContract(decodeKeyOf('User', args.userId) ?? 0, args.contractNumber.trim()));
  }

  @Query(() => AccountLinkExplanationType, {
    nullable: true,
    description: 'Why an account is among the linkable accounts of a site or is not, condition by condition.',
  })
  async accountLinkExplanation(@Args() args: AccountLinkArguments): Promise<AccountLinkExplanationType> {
    const explanation = await this.explanations.explainAccount(decodeKeyOf('Site', args.siteId) ?? 0, args.account);
    return { ...toExplanation(explanation), account: explanation.account ? toAccount(explanation.account) : null };
  }
}
