import type { LocalDate } from '../kernel/local-date';
import { formatCents } from '../kernel/money';
import { isRoutingNumber } from '../kernel/routing-number';
import { ACCOUNT_TYPES } from './bank-account';
import { BodyReader } from './body-reader';
import { HttpFailure } from './http-failure';
import type { LiveBook } from './live-book';

type State = 'OPEN' | 'CANCELED' | 'PROCESSED';

/** What the portal asks to be collected; kept whole to tell a repeated request from another under the same id. */
interface Submission {
  ContractOid: number;
  Amount: string;
  CurrencyCode: string;
  DueDate: LocalDate;
  SecCode: 'WEB' | 'CCD';
  RoutingNumber: string;
  AccountNumber: string;
  AccountType: string;
  AccountHolderName: string;
}

interface Stored {
  AlternateEftOid: number;
  submission: Submission;
  /** Each state with the book's sequence at the time, so that a restore can take it back. */
  states: { state: State; sequence: number }[];
}

/** An Alternate EFT record as answered: never with the bank account. */
export interface AlternateEftRecord {
  AlternateEftOid: number;
  paymentId: string;
  Payments: 0 | 1;
  PaymentsProcessed: 0 | 1;
  state: State;
  ContractOid: number;
  Amount: string;
  CurrencyCode: string;
  DueDate: LocalDate;
  SecCode: 'WEB' | 'CCD';
}

/** The Alternate EFT records by the portal's payment id. Every method runs to its end without a pause, so parallel calls cannot interleave. */
export class AlternateEftStore {
  private readonly stored = new Map<string, Stored>();
  private nextOid = 90_001;

  constructor(private readonly book: LiveBook) {}

  /** Creates the record, or answers the one there is; other content under the same id is a conflict. */
  put(paymentId: string, body: unknown): { created: boolean; record: AlternateEftRecord } {
    const submission = readSubmission(body);
    const known = this.stored.get(paymentId);
    if (known) {
      if (JSON.stringify(known.submission) !== JSON.stringify(submission)) {
        throw new HttpFailure('CONFLICT', 'That paymentId exists with other content.');
      }
      return { created: false, record: toRecord(paymentId, known) };
    }
    this.check(submission);
    const states = [{ state: 'OPEN' as const, sequence: this.book.latestSequence }];
    const created = { AlternateEftOid: this.nextOid++, submission, states };
    this.stored.set(paymentId, created);
    return { created: true, record: toRecord(paymentId, created) };
  }

  get(paymentId: string): AlternateEftRecord {
    return toRecord(paymentId, this.find(paymentId));
  }

  /** Cancels an open record; one already cancelled or processed stays what it is. */
  cancel(paymentId: string): AlternateEftRecord {
    const stored = this.find(paymentId);
    if (stateOf(stored) === 'OPEN') stored.states.push({ state: 'CANCELED', sequence: this.book.latestSequence });
    return toRecord(paymentId, stored);
  }

  /** Marks an open record as taken by a posted EFT batch. */
  process(paymentId: string): AlternateEftRecord {
    const stored = this.find(paymentId);
    if (stateOf(stored) !== 'OPEN') throw new HttpFailure('CONFLICT', 'That record is not open.');
    // Its payment takes the next sequence; a restore to before that reopens it.
    stored.states.push({ state: 'PROCESSED', sequence: this.book.latestSequence + 1 });
    return toRecord(paymentId, stored);
  }

  get size(): number {
    return this.stored.size;
  }

  /** Takes back what happened after a sequence; without one, everything. */
  restore(toSequence?: number): void {
    for (const [paymentId, stored] of this.stored) {
      stored.states = stored.states.filter((entry) => toSequence !== undefined && entry.sequence <= toSequence);
      if (stored.states.length === 0) this.stored.delete(paymentId);
    }
  }

  private find(paymentId: string): Stored {
    const stored = this.stored.get(paymentId);
    if (!stored) throw new HttpFailure('NOT_FOUND', 'There is no such Alternate EFT record.');
    return stored;
  }

  private check(submission: Submission): void {
    const contract = this.book.get('contracts', submission.ContractOid);
    if (!contract) throw new HttpFailure('UNPROCESSABLE', 'There is no such contract.');
    if (!contract.IsBooked) throw new HttpFailure('UNPROCESSABLE', 'The contract is not booked.');
    if (contract.CurrencyCode !== submission.CurrencyCode) throw new HttpFailure('UNPROCESSABLE', 'The contract is in another currency.');
    if (!isRoutingNumber(submission.RoutingNumber)) throw new HttpFailure('UNPROCESSABLE', 'The routing number is not valid.');
  }
}

function readSubmission(body: unknown): Submission {
  const reader = new BodyReader(body).only(
    ...[
      'ContractOid',
      'Amount',
      'CurrencyCode',
      'DueDate',
      'SecCode',
      'RoutingNumber',
      'AccountNumber',
      'AccountType',
      'AccountHolderName',
    ],
  );
  const amountCents = reader.cents('Amount');
  if (amountCents <= 0) throw new HttpFailure('BAD_REQUEST', '"Amount" must be more than zero.');
  return {
    ContractOid: reader.oid('ContractOid'),
    Amount: formatCents(amountCents),
    CurrencyCode: reader.text('CurrencyCode', /^[A-Z]{3}$/),
    DueDate: reader.date('DueDate'),
    SecCode: reader.oneOf('SecCode', ['WEB', 'CCD']),
    RoutingNumber: reader.text('RoutingNumber', /^\d{9}$/),
    AccountNumber: reader.text('AccountNumber', /^[0-9A-Za-z -]{1,17}$/),
    AccountType: reader.oneOf('AccountType', ACCOUNT_TYPES),
    AccountHolderName: reader.text('AccountHolderName', /^[^]{1,200}$/),
  };
}

function stateOf(stored: Stored): State {
  return stored.states[stored.states.length - 1]?.state ?? 'OPEN';
}

function toRecord(paymentId: string, stored: Stored): AlternateEftRecord {
  const { ContractOid, Amount, CurrencyCode, DueDate, SecCode } = stored.submission;
  const state = stateOf(stored);
  const open = state === 'OPEN';
  const counts = { Payments: open ? 1 : 0, PaymentsProcessed: open ? 0 : 1 } as const;
  return { AlternateEftOid: stored.AlternateEftOid, paymentId, ...counts, state, ContractOid, Amount, CurrencyCode, DueDate, SecCode };
}
