import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { PaymentPreviewService } from '../../../domain/payments/payment-preview.service';
import type { PortalContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { nameOf } from './payer';
import { PaymentPreviewInput, PaymentPreviewType, toPaymentPreview } from './payment-preview.type';

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
