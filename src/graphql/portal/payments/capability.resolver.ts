import { Ctx, FieldResolver, Resolver } from 'type-graphql';
import type { PaymentSwitch } from '../../../domain/bank-accounts/payment-switch';
import { describedEnum } from '../../shared/enum';
import type { PortalContext } from '../../shared/context';
import { UserType } from '../../types/users/user.type';
import { paymentsAreShown } from './payments-shown';

type Capability = 'BANK_ACCOUNTS' | 'PAYMENT_SUBMIT' | 'QUICK_PAY' | 'PAYMENT_HISTORY';

const CapabilityEnum = describedEnum<Capability>('Capability', 'A part of the portal that may be offered to a user.', {
  BANK_ACCOUNTS: 'Bank accounts to pay from.',
  PAYMENT_SUBMIT: 'Paying on one contract: `paymentPreview`, then `paymentSubmit`.',
  QUICK_PAY: 'Paying all open charges at once: `quickPaySubmit`.',
  PAYMENT_HISTORY: 'Payments made through the portal, and where each stands.',
});

const WITH_PAYMENTS: readonly Capability[] = ['BANK_ACCOUNTS', 'PAYMENT_SUBMIT', 'QUICK_PAY', 'PAYMENT_HISTORY'];
/** Staff who look as the user look on. */
const TO_LOOK_AT: readonly Capability[] = ['BANK_ACCOUNTS', 'PAYMENT_HISTORY'];

/** What the viewer is to be offered. */
@Resolver(() => UserType)
export class CapabilityResolver {
  constructor(private readonly paymentSwitch: PaymentSwitch) {}

  @FieldResolver(() => [CapabilityEnum], {
    description:
      'What to offer the user. While payments are switched off, nothing of them; to staff who view as the user, only what can be looked at.',
  })
  async capabilities(@Ctx() context: PortalContext): Promise<readonly Capability[]> {
    if (!(await paymentsAreShown(this.paymentSwitch, context))) return [];
    return context.viewer.viewedBy ? TO_LOOK_AT : WITH_PAYMENTS;
  }
}
