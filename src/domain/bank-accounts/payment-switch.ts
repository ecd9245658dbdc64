import { refused } from '../../kernel/outcome';
import type { PaymentSettingsRepository } from '../../persistence/repositories/payment-settings.repository';

/** Whether people of a site can pay: switched on for all sites and for that one (domain.md §4, payments switch). */
export type PaymentSwitch = Pick<PaymentSettingsRepository, 'areOnAt'>;

/** What every mutation about bank accounts and payments answers while they are off; payments already made keep flowing. */
export const paymentsAreOff = refused({ code: 'PAYMENTS_OFF', message: 'Paying here is not possible at the moment.' });
