import { Field, ObjectType } from 'type-graphql';
import {
  ACCESS_CONDITIONS,
  failingCondition,
  type AccessCondition,
  type ConditionFinding,
  type Explanation,
  type LookAlike,
} from '../../../domain/access/explanation';
import { describedEnum } from '../../shared/enum';
import { AccountType, toAccount } from '../../types/accounts/account.type';

const AccessConditionEnum = describedEnum<AccessCondition>(
  'AccessCondition',
  'What must hold for a contract to be seen or an account to be linked, and what tells how far the answer can be trusted.',
  ACCESS_CONDITIONS,
);

@ObjectType('AccessFinding', { description: 'One condition and whether it holds.', simpleResolvers: true })
export class AccessFindingType implements ConditionFinding {
  @Field(() => AccessConditionEnum, { description: 'The condition.' })
  condition: AccessCondition;

  @Field(() => Boolean, { description: 'Whether it holds.' })
  holds: boolean;

  @Field(() => String, { description: 'Why, in plain words, with names, labels and dates.' })
  because: string;

  @Field(() => String, { nullable: true, description: 'What to do about it; null when it holds.' })
  hint: string | null;

  @Field(() => Boolean, {
    description: 'Whether the answer depends on it. The other conditions say where to look, or how fresh the answer is.',
  })
  decides: boolean;
}

@ObjectType('LookAlikeAccount', { description: 'An account easily taken for another.', simpleResolvers: true })
export class LookAlikeAccountType {
  @Field(() => AccountType, { description: 'The account.' })
  account: AccountType;

  @Field(() => String, { description: 'The name it is easily taken for.' })
  resembles: string;
}

@ObjectType({ simpleResolvers: true })
abstract class ExplanationFields {
  @Field(() => Boolean, { description: 'The decision itself, made by the same rule that decides in the portal.' })
  allowed: boolean;

  @Field(() => AccessFindingType, {
    nullable: true,
    description: 'The first condition that decides and does not hold: the short answer. Null when allowed.',
  })
  failing: AccessFindingType | null;

  @Field(() => [AccessFindingType], {
    description: 'Every condition in the order of the rule. Those that cannot be told, because the thing is not known here, are left out.',
  })
  conditions: AccessFindingType[];
}

@ObjectType('ContractAccessExplanation', { description: "Why a user sees a contract, or doesn't.", simpleResolvers: true })
export class ContractAccessExplanationType extends ExplanationFields {
  @Field(() => [LookAlikeAccountType], {
    description: 'Accounts linked to the user that are easily taken for the customer or guarantor of the contract, who is not linked.',
  })
  lookAlikes: LookAlikeAccountType[];
}

@ObjectType('AccountLinkExplanation', { description: "Why an account can be linked to users of a site, or can't.", simpleResolvers: true })
export class AccountLinkExplanationType extends ExplanationFields {
  @Field(() => AccountType, { nullable: true, description: 'The account that was found; null when none was.' })
  account: AccountType | null;

  @Field(() => [LookAlikeAccountType], { description: 'Accounts whose names are nearly the same, whether they can be linked or not.' })
  lookAlikes: LookAlikeAccountType[];
}

export function toLookAlike(row: LookAlike): LookAlikeAccountType {
  return { account: toAccount(row.account), resembles: row.resembles };
}

export function toExplanation(explanation: Explanation): ContractAccessExplanationType {
  const { allowed, conditions, lookAlikes } = explanation;
  return { allowed, failing: failingCondition(conditions) ?? null, conditions, lookAlikes: lookAlikes.map(toLookAlike) };
}
