import { MaxLength, MinLength } from 'class-validator';
import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { BankAccountReopenService } from '../../../domain/bank-accounts/bank-account-reopen.service';
import type { StaffBankAccountReader } from '../../../domain/bank-accounts/bank-account.service';
import { staffActor, type AdminContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { MutationPayload } from '../../shared/user-error.type';
import { BankAccountType, toBankAccount } from '../../types/bank-accounts/bank-account.type';

@InputType('BankAccountReopenInput', { description: 'A bank account whose stop is to be lifted, and why.' })
class BankAccountReopenInput {
  @Field(() => ID, { description: 'The bank account.' })
  bankAccountId: string;

  @MinLength(10)
  @MaxLength(500)
  @Field(() => String, { description: 'Why, in at least 10 characters, for example what the bank said. Kept in the audit log.' })
  reason: string;
}

@ObjectType('BankAccountReopenPayload', { description: 'The answer to lifting the stop of a bank account.', simpleResolvers: true })
class BankAccountReopenPayload extends MutationPayload {
  @Field(() => BankAccountType, { nullable: true, description: 'The bank account as it is now; null when it was refused.' })
  bankAccount: BankAccountType | null;
}

/** Bank accounts that are to be paid from again. */
@Resolver()
export class BankAccountReopenResolver {
  constructor(
    private readonly reopening: BankAccountReopenService,
    private readonly reader: StaffBankAccountReader,
  ) {}

  @Mutation(() => BankAccountReopenPayload, {
    nullable: true,
    description:
      'Lifts the stop that a return has put on a bank account, of this one only: where others with the same numbers are stopped, they stay so, and the numbers cannot be added anew. The owner is told by mail. Another return stops it again. Refusals: `BANK_ACCOUNT_NOT_STOPPED`.',
  })
  async bankAccountReopen(
    @Arg('input', () => BankAccountReopenInput, { description: 'The bank account and the reason.' }) input: BankAccountReopenInput,
    @Ctx() context: AdminContext,
  ): Promise<BankAccountReopenPayload> {
    const key = decodeKeyOf('BankAccount', input.bankAccountId) ?? 0;
    const outcome = await this.reopening.reopen(staffActor(context), key, input.reason);
    if (!outcome.done) return { bankAccount: null, userErrors: outcome.refusals };
    const [row] = await this.reader.findForStaff([outcome.value.bankAccountId]);
    return { bankAccount: row ? toBankAccount(row) : null, userErrors: [] };
  }
}
