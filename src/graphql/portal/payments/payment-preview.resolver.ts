import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ContractReader } from '../../../domain/contracts/contract-reader';
import type { PaymentPreviewService } from '../../../domain/payments/payment-preview.service';
import { sightOf, type PortalContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { loadContract } from '../../types/contracts/contract-loader';
import { ContractType } from '../../types/contracts/contract.type';
import { nameOf } from './payer';
import { PayableContractType, PaymentPreviewInput, PaymentPreviewType, toPaymentPreview } from './payment-preview.type';

@Resolver()
export class PaymentPreviewResolver {
  constructor(private readonly previews: PaymentPreviewService) {}

  @Query(() => PaymentPreviewType, {
    nullable: true,
    description:
      'What there is to pay, when, within which limits, and the words to agree to. Contracts that are not visible to the viewer are left out. Null while payments are switched off.',
  })
  async paymentPreview(
    @Arg('input', () => PaymentPreviewInput, { description: 'What the viewer considers to pay.' }) input: PaymentPreviewInput,
    @Ctx() { viewer: { user, scope } }: PortalContext,
  ): Promise<PaymentPreviewType | null> {
    const { contractIds, dueOn, bankAccountId, amount } = input;
    const viewer = { userId: user.id, siteId: user.siteId, name: nameOf(user), scope };
    const preview = await this.previews.preview(viewer, {
      contractIds: contractIds?.map((id) => decodeKeyOf('Contract', id) ?? 0),
      dueOn: dueOn ?? undefined,
      bankAccountId: bankAccountId == null ? undefined : (decodeKeyOf('BankAccount', bankAccountId) ?? 0),
      amount: amount ?? undefined,
    });
    return preview ? toPaymentPreview(preview) : null;
  }
}

/** What there is to pay on a contract → the contract. */
@Resolver(() => PayableContractType)
export class PayableContractResolver {
  constructor(private readonly contractReader: ContractReader) {}

  @FieldResolver(() => ContractType, { nullable: true, description: 'The contract itself.' })
  contract(@Root() { contractKey }: PayableContractType, @Ctx() context: PortalContext): Promise<ContractType | null> {
    return loadContract(this.contractReader, sightOf(context), contractKey);
  }
}
