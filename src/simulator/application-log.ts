import type { Application } from './cash-application';

/** What each payment posted since start was applied to, so that its return undoes just that. Payments of the base book are not in it. */
export class ApplicationLog {
  private readonly entries = new Map<number, { sequence: number; applied: readonly Application[] }>();

  /** Notes a posting that was complete with the book's change `sequence`. */
  add(paymentOid: number, sequence: number, applied: readonly Application[]): void {
    this.entries.set(paymentOid, { sequence, applied });
  }

  get(paymentOid: number): readonly Application[] | undefined {
    return this.entries.get(paymentOid)?.applied;
  }

  /** Forgets the postings that a restore to that sequence undoes, wholly or in part. */
  restore(toSequence: number): void {
    for (const [paymentOid, { sequence }] of this.entries) if (sequence > toSequence) this.entries.delete(paymentOid);
  }
}
