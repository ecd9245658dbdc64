import type { Clock } from '../../kernel/clock';
import type { PaymentEvidenceRepository } from '../../persistence/repositories/payment-evidence.repository';

/** Two years after settlement (Nacha Operating Rules, Article Two, retention of authorizations), which no return can undo after seventy days. */
const KEPT_YEARS = 2;
const KEPT_DAYS = 70;
/** Few enough for one transaction to be short on every node of a cluster. */
const ORDERS_AT_ONCE = 500;

/** Forgets the evidence of authorisations once nobody can ask for it any more. */
export class PaymentEvidence {
  constructor(
    private readonly evidence: PaymentEvidenceRepository,
    private readonly clock: Clock,
  ) {}

  /** In small transactions; stopped, it has done part of it. */
  async forgetOld(stop: AbortSignal = new AbortController().signal): Promise<void> {
    const before = this.clock.now();
    before.setUTCFullYear(before.getUTCFullYear() - KEPT_YEARS);
    before.setUTCDate(before.getUTCDate() - KEPT_DAYS);
    for (let last: number | undefined = 0; last !== undefined && !stop.aborted;)
      last = await this.evidence.forget(before, last, ORDERS_AT_ONCE);
  }
}
