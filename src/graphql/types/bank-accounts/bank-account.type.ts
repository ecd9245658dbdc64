import { Field, ObjectType } from 'type-graphql';
import type { BankAccountType as AccountType, HolderType } from '../../../domain/bank-accounts/bank-account-entry';
import { BANK_ACCOUNT_STATES, explanationOf, stateOf, type BankAccountState } from '../../../domain/bank-accounts/bank-account-state';
import type { BankAccountRow } from '../../../domain/bank-accounts/bank-account.service';
import { describedEnum } from '../../shared/enum';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { DateTime, toInstant } from '../../shared/scalars';

export const BankAccountTypeEnum = describedEnum<AccountType>('BankAccountType', 'What kind of bank account it is.', {
  CHECKING: 'A checking account.',
  SAVINGS: 'A savings account.',
});

export const HolderTypeEnum = describedEnum<HolderType>('BankAccountHolderType', 'Whose a bank account is.', {
  PERSON: 'A person: a consumer to the rules of the ACH network.',
  COMPANY: 'A company.',
});

const BankAccountStateEnum = describedEnum<BankAccountState>(
  'BankAccountState',
  'Whether a bank account can be paid from.',
  BANK_ACCOUNT_STATES,
);

@ObjectType('BankAccount', {
  implements: NodeInterface,
  description: 'A bank account that a user pays from. Its numbers are never shown whole.',
  simpleResolvers: true,
})
export class BankAccountType extends NodeInterface {
  @Field(() => String, { description: 'What the user calls it.' })
  name: string;

  @Field(() => String, { description: 'Whom it belongs to, as the bank knows them.' })
  holderName: string;

  @Field(() => HolderTypeEnum, { description: 'Whether that is a person or a company.' })
  holderType: HolderType;

  @Field(() => BankAccountTypeEnum, { description: 'What kind of account it is.' })
  accountType: AccountType;

  @Field(() => String, { description: 'The last four characters of the account number; fewer of a short one.' })
  lastFour: string;

  @Field(() => String, { nullable: true, description: 'The bank; null where its routing number is not known to us.' })
  bankName: string | null;

  @Field(() => BankAccountStateEnum, { description: 'Whether it can be paid from.' })
  state: BankAccountState;

  @Field(() => String, { description: 'The same in a sentence for its owner, with the reason where there is one.' })
  explanation: string;

  @Field(() => Boolean, { description: 'Whether it is the one to offer first. A user has one such account at most.' })
  isDefault: boolean;

  @Field(() => DateTime, { description: 'When it was added.' })
  createdAt: string;

  /** For links; not part of the schema. */
  row: BankAccountRow;
}

export function toBankAccount(row: BankAccountRow): BankAccountType {
  const { name, holderName, holderType, accountType, lastFour, bankName, isDefault } = row;
  return {
    ...{ name, holderName, holderType, accountType, lastFour, bankName, isDefault },
    id: encodeNodeId('BankAccount', row.id),
    state: stateOf(row),
    explanation: explanationOf(row),
    createdAt: toInstant(row.createdAt),
    row,
  };
}
