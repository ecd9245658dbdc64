import type { PaymentSwitch } from '../../../domain/bank-accounts/payment-switch';
import type { PortalContext } from '../../shared/context';

/** Whether the viewer's site has payments switched on; asked once a request. */
export async function paymentsAreShown(paymentSwitch: PaymentSwitch, { viewer, loaders }: PortalContext): Promise<boolean> {
  const loader = loaders.byKey('payment switches', async (siteIds) => {
    const answers = siteIds.map(async (siteId): Promise<[number, boolean]> => [siteId, await paymentSwitch.areOnAt(siteId)]);
    return new Map(await Promise.all(answers));
  });
  return (await loader.load(viewer.user.siteId)) ?? false;
}
