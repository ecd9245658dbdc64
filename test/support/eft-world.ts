import { parseCents } from '../../src/kernel/money';
import { AlternateEftStore } from '../../src/simulator/alternate-eft-store';
import { ControlEvents, type EventOutcome } from '../../src/simulator/control-event';
import type { EftBatchView } from '../../src/simulator/eft-view';
import { LiveBook } from '../../src/simulator/live-book';
import { invoicesOn } from '../../src/simulator/open-balance';
import type { PaymentRecord } from '../../src/simulator/record';

/** Contracts of the prepared lessee: one with charges past due, one without. */
export const BEHIND = 10_003;
export const CURRENT = 10_001;
/** The Monday before Thanksgiving, on which the world stands. */
export const TODAY = '2026-11-23';
const RANGE = { from: TODAY, to: '2026-11-25' };
const SUBMISSION = {
  ContractOid: BEHIND,
  Amount: '500.00',
  CurrencyCode: 'USD',
  DueDate: '2026-11-24',
  SecCode: 'WEB',
  RoutingNumber: '021000021',
  AccountNumber: '000 123-456',
  AccountType: 'CHECKING',
  AccountHolderName: 'Dana Whitfield',
};

/** A small book with its Alternate EFT records and events, without HTTP. */
export class EftWorld {
  readonly book = new LiveBook({ seed: 3, contracts: 40, asOf: TODAY });
  readonly records = new AlternateEftStore(this.book);
  private readonly events = new ControlEvents(this.book, this.records, () => new Date('2026-11-23T15:04:05Z'));

  run(type: string, fields: object): EventOutcome {
    return this.events.run({ type, ...fields });
  }

  /** Puts a record of 500.00 by WEB, due tomorrow, on the contract that is behind, but for what is given. */
  put(paymentId: string, fields: object = {}): void {
    this.records.put(paymentId, { ...SUBMISSION, ...fields });
  }

  /** Generates a batch of what is due today to Wednesday. */
  generate(range: object = RANGE): EftBatchView {
    return this.run('GENERATE_EFT', range).batch as EftBatchView;
  }

  post(batch: number): EftBatchView {
    return this.run('POST_EFT', { batch }).batch as EftBatchView;
  }

  restore(sequence: number): void {
    this.book.restore(sequence);
    this.records.restore(sequence);
  }

  /** The text of a file sent or received; empty where there is none. */
  textOf(fileName: string | null | undefined): string {
    return this.records.batches.files().find(({ FileName }) => FileName === fileName)?.text ?? '';
  }

  /** What is open on a contract, in cents. */
  open(oid: number): number {
    const lines = invoicesOn(this.book, oid).flatMap(({ Lines }) => Lines);
    return lines.reduce((sum, line) => sum + (line.ContractOid === oid ? (parseCents(line.Balance) ?? NaN) : 0), 0);
  }

  /** The payments that the feed tells since the base book. */
  fed(): PaymentRecord[] {
    const { changes } = this.book.page('payments', this.book.base.lastSequence, 5_000);
    return changes.map((entry) => (entry.deleted ? undefined : entry.data) as PaymentRecord);
  }
}
