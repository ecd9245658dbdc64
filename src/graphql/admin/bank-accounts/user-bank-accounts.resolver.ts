import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { StaffBankAccountReader } from '../../../domain/bank-accounts/bank-account.service';
import { returnCodeOf } from '../../../nacha/return-code-table';
import { groupBy, type AdminContext } from '../../shared/context';
import { DateTime, toInstant } from '../../shared/scalars';
import { BankAccountType, toBankAccount } from '../../types/bank-accounts/bank-account.type';
import { UserType } from '../../types/users/user.type';

@ObjectType('BankAccountStop', { description: 'Why nothing is drawn from a bank account any more.', simpleResolvers: true })
class BankAccountStopType {
  @Field(() => DateTime, { description: 'Since when.' })
  stoppedAt: string;

  @Field(() => String, { nullable: true, description: 'Nacha return reason code, for example "R02".' })
  reasonCode: string | null;

  @Field(() => String, { nullable: true, description: 'What the code means, for staff; null for one that we do not know.' })
  explanation: string | null;
}

/** User → bank accounts. */
@Resolver(() => UserType)
export class UserBankAccountsResolver {
  constructor(private readonly bankAccountReader: StaffBankAccountReader) {}

  @FieldResolver(() => [BankAccountType], {
    description: 'The bank accounts that the user has or had, newest first; those removed as well.',
  })
  async bankAccounts(@Root() user: UserType, @Ctx() context: AdminContext): Promise<BankAccountType[]> {
    const loader = context.loaders.byKey('bank accounts of users', async (ids) =>
      groupBy(await this.bankAccountReader.listAllOf(ids), (row) => row.userId),
    );
    return ((await loader.load(user.key)) ?? []).map(toBankAccount);
  }

  async findBankAccount(key: number): Promise<BankAccountType | null> {
    const [row] = await this.bankAccountReader.findForStaff([key]);
    return row ? toBankAccount(row) : null;
  }
}

/** What staff are shown of a bank account beyond what its owner is. */
@Resolver(() => BankAccountType)
export class StaffBankAccountResolver {
  @FieldResolver(() => DateTime, { nullable: true, description: 'When its owner removed it; null when not.' })
  removedAt(@Root() { row }: BankAccountType): string | null {
    return row.removedAt === null ? null : toInstant(row.removedAt);
  }

  @FieldResolver(() => BankAccountStopType, { nullable: true, description: 'Which return stopped it; null when none did.' })
  stop(@Root() { row }: BankAccountType): BankAccountStopType | null {
    const { stoppedAt, stopReasonCode } = row;
    if (stoppedAt === null) return null;
    const explanation = stopReasonCode === null ? undefined : returnCodeOf(stopReasonCode)?.forStaff;
    return { stoppedAt: toInstant(stoppedAt), reasonCode: stopReasonCode, explanation: explanation ?? null };
  }

  @FieldResolver(() => DateTime, { nullable: true, description: 'When ASPIRE was last asked for it; null when never.' })
  checkedAt(@Root() { row }: BankAccountType): string | null {
    return row.checkedAt === null ? null : toInstant(row.checkedAt);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Nacha change code of the last notification with which the bank changed it, or asked its owner to look; null for none.',
  })
  correctionCode(@Root() { row }: BankAccountType): string | null {
    return row.correctionCode;
  }
}
