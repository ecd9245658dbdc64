import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Transaction } from '../../persistence/database';
import type { ChargedContract, OpenChargeRepository } from '../../persistence/repositories/open-charge.repository';

export type { OpenInvoice } from '../../persistence/repositories/open-charge.repository';

/** The one currency that can be paid in through the ACH network. */
export const PAYABLE_CURRENCY = 'USD';

/** What there is to pay on a contract. */
export interface Payable extends ChargedContract {
  openCents: number;
  /** Submitted, and not in the open charges yet. */
  underWayCents: number;
  underWayPayments: number;
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

  /** Of those of the contracts that the viewer may see, or without any named of all with open charges, by contract number. Two statements. */
  async read(scope: ViewerScope, contractIds: readonly number[] | undefined, transaction?: Transaction): Promise<Payable[]> {
    const contracts = await this.openCharges.list(scope, contractIds, transaction);
    const ids = contracts.map(({ contractId }) => contractId);
    const rows = await this.openCharges.listUnderWay(scope, ids, transaction);
    const underWay = new Map(rows.map((row) => [row.contractId, row]));
    return contracts.map((contract) => {
      const { amountCents = 0, payments = 0 } = underWay.get(contract.contractId) ?? {};
      const openCents = contract.invoices.reduce((sum, { balanceCents }) => sum + balanceCents, 0);
      const isPayable = contract.currencyCode === PAYABLE_CURRENCY;
      const payableCents = isPayable ? Math.max(0, openCents - amountCents) : 0;
      return { ...contract, openCents, underWayCents: amountCents, underWayPayments: payments, payableCents };
    });
  }
}

/** What all of them come to. */
export function totalOf(payables: readonly Pick<Payable, 'payableCents'>[]): number {
  return payables.reduce((sum, { payableCents }) => sum + payableCents, 0);
}
