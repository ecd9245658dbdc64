import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Transaction } from '../../persistence/database';
import type { ChargedContract, OpenChargeRepository } from '../../persistence/repositories/open-charge.repository';

export type { OpenInvoice } from '../../persistence/repositories/open-charge.repository';

/** The one currency that can be paid in through the ACH network. */
export const PAYABLE_CURRENCY = 'USD';

/** What there is to pay on a contract. */
export interface Payable extends ChargedContract {
  openCents: number;
  /** Open and not under way; never less than zero, and zero in another currency than US dollars. */
  payableCents: number;
}

/** Tells what there is to pay, as a viewer may see it. */
export class PayableReader {
  constructor(private readonly openCharges: OpenChargeRepository) {}

  /** Which of the contracts the viewer may see, or without any named which of all have open charges. One statement. */
  async listIds(scope: ViewerScope, contractIds: readonly number[] | undefined): Promise<number[]> {
    return (await this.openCharges.list(scope, contractIds)).map(({ contractId }) => contractId);
  }

  /** Of those of the contracts that the viewer may see, or without any named of all with open charges, by contract number. One statement. */
  async read(scope: ViewerScope, contractIds: readonly number[] | undefined, transaction?: Transaction): Promise<Payable[]> {
    const contracts = await this.openCharges.list(scope, contractIds, transaction);
    return contracts.map((contract) => {
      const openCents = contract.invoices.reduce((sum, { balanceCents }) => sum + balanceCents, 0);
      const isPayable = contract.currencyCode === PAYABLE_CURRENCY;
      const payableCents = isPayable ? Math.max(0, openCents - contract.underWayCents) : 0;
      return { ...contract, openCents, payableCents };
    });
  }
}

/** What all of them come to. */
export function totalOf(payables: readonly Pick<Payable, 'payableCents'>[]): number {
  return payables.reduce((sum, { payableCents }) => sum + payableCents, 0);
}
