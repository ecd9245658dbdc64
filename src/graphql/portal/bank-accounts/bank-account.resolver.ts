import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { BankAccountAnswer, BankAccountIntakeService } from '../../../domain/bank-accounts/bank-account-intake.service';
import type { BankAccountReviewService } from '../../../domain/bank-accounts/bank-account-review.service';
import type { BankAccountOwner, BankAccountRow, BankAccountService } from '../../../domain/bank-accounts/bank-account.service';
import type { Outcome } from '../../../kernel/outcome';
import type { PortalContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { BankAccountType, toBankAccount } from '../../types/bank-accounts/bank-account.type';
import {
  BankAccountAddInput,
  BankAccountCheckInput,
  BankAccountConfirmInput,
  BankAccountIntakePayload,
  BankAccountMakeDefaultInput,
  BankAccountPayload,
  BankAccountRemoveInput,
  BankAccountRenameInput,
} from './bank-account.input';

/** The bank accounts of whoever is logged in. */
@Resolver()
export class BankAccountResolver {
  constructor(
    private readonly service: BankAccountService,
    private readonly intake: BankAccountIntakeService,
    private readonly review: BankAccountReviewService,
  ) {}

  @Query(() => [BankAccountType], {
    nullable: true,
    description: 'Your bank accounts, 20 at most: the default one first, then the newest. None while payments are off.',
  })
  async bankAccounts(@Ctx() context: PortalContext): Promise<BankAccountType[]> {
    return (await this.service.list(context.viewer.user)).map(toBankAccount);
  }

  async findBankAccount(key: number, context: PortalContext): Promise<BankAccountType | null> {
    const row = await this.service.find(context.viewer.user, key);
    return row ? toBankAccount(row) : null;
  }

  @Mutation(() => BankAccountIntakePayload, {
    nullable: true,
    description: `Adds a bank account to pay from. Where the site takes only accounts that the finance company knows as yours, it is looked up there at once;
one that is not found, or could not be looked up, is kept and cannot be paid from yet: \`notice\` says what to do. Sensitive: see \`stepUpBegin\`.
Refusals: \`ROUTING_NUMBER_INVALID\`, \`ACCOUNT_NUMBER_INVALID\`, \`HOLDER_NAME_INVALID\`, \`NAME_INVALID\`, \`BANK_ACCOUNT_EXISTS\`,
\`BANK_ACCOUNT_STOPPED\` (a return has stopped that account), \`TOO_MANY_BANK_ACCOUNTS\`, \`PAYMENTS_OFF\`. \`RATE_LIMITED\` after 20 in a day.`,
  })
  async bankAccountAdd(
    @Arg('input', () => BankAccountAddInput, { description: 'The bank account.' }) input: BankAccountAddInput,
    @Ctx() context: PortalContext,
  ): Promise<BankAccountIntakePayload> {
    const { name, ...entry } = input;
    return toIntakePayload(await this.intake.add(ownerOf(context), { ...entry, name: name ?? undefined }));
  }

  @Mutation(() => BankAccountPayload, {
    nullable: true,
    description: 'Calls a bank account something else. Refusals: `BANK_ACCOUNT_NOT_FOUND`, `NAME_INVALID`, `PAYMENTS_OFF`.',
  })
  async bankAccountRename(
    @Arg('input', () => BankAccountRenameInput, { description: 'Which, and its new name.' }) input: BankAccountRenameInput,
    @Ctx() context: PortalContext,
  ): Promise<BankAccountPayload> {
    return toPayload(await this.service.rename(ownerOf(context), keyOf(input), input.name));
  }

  @Mutation(() => BankAccountPayload, {
    nullable: true,
    description: 'Makes a bank account the one to offer first. Refusals: `BANK_ACCOUNT_NOT_FOUND`, `PAYMENTS_OFF`.',
  })
  async bankAccountMakeDefault(
    @Arg('input', () => BankAccountMakeDefaultInput, { description: 'Which.' }) input: BankAccountMakeDefaultInput,
    @Ctx() context: PortalContext,
  ): Promise<BankAccountPayload> {
    return toPayload(await this.service.makeDefault(ownerOf(context), keyOf(input)));
  }

  @Mutation(() => BankAccountPayload, {
    nullable: true,
    description: `Removes a bank account. Payments submitted before are still drawn from it unless you cancel them. Where it was the default one, the
newest that can be paid from becomes it. Refusals: \`BANK_ACCOUNT_NOT_FOUND\`, \`PAYMENTS_OFF\`.`,
  })
  async bankAccountRemove(
    @Arg('input', () => BankAccountRemoveInput, { description: 'Which.' }) input: BankAccountRemoveInput,
    @Ctx() context: PortalContext,
  ): Promise<BankAccountPayload> {
    return toPayload(await this.service.remove(ownerOf(context), keyOf(input)));
  }

  @Mutation(() => BankAccountIntakePayload, {
    nullable: true,
    description: `Looks a bank account up again among those that the finance company knows as yours. One that could be paid from without that stays so.
Refusals: \`BANK_ACCOUNT_NOT_FOUND\`, \`BANK_ACCOUNT_STOPPED\`, \`BANK_ACCOUNT_CHANGED\` (meanwhile: look again), \`PAYMENTS_OFF\`.
\`RATE_LIMITED\` after 10 in an hour.`,
  })
  async bankAccountCheck(
    @Arg('input', () => BankAccountCheckInput, { description: 'Which.' }) input: BankAccountCheckInput,
    @Ctx() context: PortalContext,
  ): Promise<BankAccountIntakePayload> {
    return toIntakePayload(await this.review.check(ownerOf(context), keyOf(input)));
  }

  @Mutation(() => BankAccountIntakePayload, {
    nullable: true,
    description: `Confirms a bank account of which the bank said that something should read otherwise: enter what should, or nothing where it is right as it is.
New numbers are looked up as \`bankAccountAdd\` does. Sensitive: see \`stepUpBegin\`. Refusals: \`BANK_ACCOUNT_NOT_FOUND\`, \`NOTHING_TO_CONFIRM\`,
\`ROUTING_NUMBER_INVALID\`, \`ACCOUNT_NUMBER_INVALID\`, \`HOLDER_NAME_INVALID\`, \`BANK_ACCOUNT_EXISTS\`, \`BANK_ACCOUNT_STOPPED\`,
\`BANK_ACCOUNT_CHANGED\` (meanwhile: look again), \`PAYMENTS_OFF\`. New numbers count as \`bankAccountAdd\` for \`RATE_LIMITED\`.`,
  })
  async bankAccountConfirm(
    @Arg('input', () => BankAccountConfirmInput, { description: 'Which, and what should read otherwise.' }) input: BankAccountConfirmInput,
    @Ctx() context: PortalContext,
  ): Promise<BankAccountIntakePayload> {
    const { routingNumber, accountNumber, holderName } = input;
    const stated = {
      routingNumber: routingNumber ?? undefined,
      accountNumber: accountNumber ?? undefined,
      holderName: holderName ?? undefined,
    };
    return toIntakePayload(await this.review.confirm(ownerOf(context), keyOf(input), stated));
  }
}

function ownerOf({ viewer, origin }: PortalContext): BankAccountOwner {
  const { id, siteId, email } = viewer.user;
  return { id, siteId, email, accountIds: viewer.scope.accountIds, origin };
}

function keyOf({ bankAccountId }: { bankAccountId: string }): number | undefined {
  return decodeKeyOf('BankAccount', bankAccountId);
}

function toPayload(outcome: Outcome<BankAccountRow>): BankAccountPayload {
  return outcome.done ? { bankAccount: toBankAccount(outcome.value), userErrors: [] } : { bankAccount: null, userErrors: outcome.refusals };
}

function toIntakePayload(outcome: Outcome<BankAccountAnswer>): BankAccountIntakePayload {
  if (!outcome.done) return { bankAccount: null, notice: null, userErrors: outcome.refusals };
  const { account, notice } = outcome.value;
  return { bankAccount: toBankAccount(account), notice, userErrors: [] };
}
