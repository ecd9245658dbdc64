import type { Clock } from '../../kernel/clock';
import type { SecCode } from '../../persistence/entities/payment.entity';
import type { PaymentReturnRepository } from '../../persistence/repositories/payment-return.repository';
import { returnRatesOf, type ReturnRate } from './return-rate';

export type { ReturnRate, ReturnRateCategory } from './return-rate';

const DAY_MS = 86_400_000;

/** How the debits of some days came out. */
export interface ReturnRates {
  since: Date;
  debits: number;
  rates: ReturnRate[];
  bySecCode: { secCode: SecCode; debits: number; rates: ReturnRate[] }[];
}

/** How many of the debits sent came back, held against the limits of the ACH network. */
export class PaymentReturnRates {
  constructor(
    private readonly returns: PaymentReturnRepository,
    private readonly clock: Clock,
  ) {}

  /** Of the debits posted within the last so many days of 24 hours, whenever they came back. */
  async find(days: number): Promise<ReturnRates> {
    const since = new Date(this.clock.now().getTime() - days * DAY_MS);
    const counts = await this.returns.countDebits(since);
    const secCodes = [...new Set(counts.map(({ secCode }) => secCode))];
    const bySecCode = secCodes.map((secCode) => ({ secCode, ...returnRatesOf(counts.filter((count) => count.secCode === secCode)) }));
    return { since, ...returnRatesOf(counts), bySecCode };
  }
}
