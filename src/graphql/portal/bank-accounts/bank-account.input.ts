import { MaxLength } from 'class-validator';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { BankAccountType as AccountType, HolderType } from '../../../domain/bank-accounts/bank-account-entry';
import { MutationPayload } from '../../shared/user-error.type';
import { BankAccountType, BankAccountTypeEnum, HolderTypeEnum } from '../../types/bank-accounts/bank-account.type';

@InputType('BankAccountAddInput', { description: 'A bank account to pay from.' })
export class BankAccountAddInput {
  @MaxLength(40)
  @Field(() => String, { description: 'The nine digits of the routing number. Spaces and hyphens do not matter.' })
  routingNumber: string;

  @MaxLength(60)
  @Field(() => String, { description: 'The account number, of 4 to 17 digits or letters. Spaces and hyphens do not matter.' })
  accountNumber: string;

  @MaxLength(300)
  @Field(() => String, { description: 'Whom the account belongs to, as the bank knows them; up to 100 characters.' })
  holderName: string;

  @Field(() => HolderTypeEnum, { description: 'Whether that is a person or a company.' })
  holderType: HolderType;

  @Field(() => BankAccountTypeEnum, { description: 'What kind of account it is.' })
  accountType: AccountType;

  @MaxLength(200)
  @Field(() => String, {
    nullable: true,
    description: 'What to call it, in up to 60 characters; left out, it is called as "Checking …6789".',
  })
  name?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether it shall be the one to offer first. The first account is in any case.',
  })
  makeDefault: boolean;
}

@InputType('BankAccountRenameInput', { description: 'Another name for a bank account.' })
export class BankAccountRenameInput {
  @Field(() => ID, { description: 'The bank account.' })
  bankAccountId: string;

  @MaxLength(200)
  @Field(() => String, { description: 'What to call it, in up to 60 characters.' })
  name: string;
}

@InputType('BankAccountMakeDefaultInput', { description: 'The bank account to offer first.' })
export class BankAccountMakeDefaultInput {
  @Field(() => ID, { description: 'The bank account.' })
  bankAccountId: string;
}

@InputType('BankAccountRemoveInput', { description: 'A bank account that is no longer wanted.' })
export class BankAccountRemoveInput {
  @Field(() => ID, { description: 'The bank account.' })
  bankAccountId: string;
}

@InputType('BankAccountCheckInput', { description: 'A bank account to be checked again.' })
export class BankAccountCheckInput {
  @Field(() => ID, { description: 'The bank account.' })
  bankAccountId: string;
}

@InputType('BankAccountConfirmInput', {
  description:
    'What you say of a bank account that is `TO_BE_CONFIRMED`: what should read otherwise, or nothing where it is right as it is.',
})
export class BankAccountConfirmInput {
  @Field(() => ID, { description: 'The bank account.' })
  bankAccountId: string;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'The routing number; left out, it stays.' })
  routingNumber?: string | null;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'The account number; left out, it stays.' })
  accountNumber?: string | null;

  @MaxLength(300)
  @Field(() => String, { nullable: true, description: 'Whom the account belongs to; left out, it stays.' })
  holderName?: string | null;
}

@ObjectType('BankAccountPayload', { description: 'The answer to a change of a bank account.', simpleResolvers: true })
export class BankAccountPayload extends MutationPayload {
  @Field(() => BankAccountType, { nullable: true, description: 'The bank account as it is now; null when it was refused.' })
  bankAccount: BankAccountType | null;
}

@ObjectType('BankAccountIntakePayload', {
  description: 'The answer to a bank account that was added, checked or confirmed.',
  simpleResolvers: true,
})
export class BankAccountIntakePayload extends BankAccountPayload {
  @Field(() => String, {
    nullable: true,
    description: 'What to tell its owner where it was kept but cannot be paid from yet, with where to turn to; null otherwise.',
  })
  notice: string | null;
}
