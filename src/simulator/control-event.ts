import { formatCents } from '../kernel/money';
import type { AlternateEftStore } from './alternate-eft-store';
import { BodyReader } from './body-reader';
import { billContract, calculated, customerOf, postPayment, refreshContract, returnPayment, usualDueDate } from './contract-change';
import { calculatePrincipalAndInterest, followStage } from './contract-detail';
import { calculateValues, LARGEST_WORKED_BOOK } from './contract-values';
import type { EftBatch, LeftOut } from './eft-batch-store';
import { readCorrection } from './eft-correction';
import { EftRun, type Posting } from './eft-run';
import { viewBatch, type EftBatchView } from './eft-view';
import { HttpFailure } from './http-failure';
import { linesOf } from './invoice-line';
import type { LiveBook } from './live-book';
import type { Change } from './overlay';
import { KINDS, OID_FIELDS, type AnyRecord, type ContractRecord, type ContractRole } from './record';

const METHODS = ['EFT', 'CHECK', 'WIRE', 'CARD', 'OTHER'] as const;
const ROLE_TYPES = ['CUSTOMER', 'GUARANTOR', 'VENDOR', 'BROKER', 'OTHER'] as const;

/** What an event did: the changes with their sequences, what of payments no charge took, the EFT batch and the bank's file it concerned. */
export interface EventOutcome {
  changes: Change[];
  unappliedAmount?: string;
  batch?: EftBatchView | null;
  leftOut?: readonly LeftOut[];
  FileName?: string;
}

/** Everything that can happen to the book at the control endpoint's word; each event is one step that nothing interrupts. */
export class ControlEvents {
  private readonly handlers: Record<string, (reader: BodyReader) => EventOutcome> = {
    book: (reader) => this.changeStage(reader, { IsBooked: true, BookedDate: this.book.today }),
    unbook: (reader) => this.changeStage(reader, { IsBooked: false, BookedDate: null }),
    terminate: (reader) => this.changeStage(reader, { OpenClosedOid: 2, TerminatedDate: this.book.today, ...SETTLED }),
    relabel: (reader) => this.changeContract(reader, () => ({ PrivateLabel: reader.textOrNull('PrivateLabel') })),
    changeRole: (reader) => this.changeContract(reader, () => ({ Roles: readRoles(reader.raw('Roles')) })),
    bill: (reader) => this.bill(reader),
    post: (reader) => this.post(reader),
    postAlternateEft: (reader) => this.posted(this.eft.postAlone(reader.text('paymentId'))),
    returnPayment: (reader) => this.returnPayment(reader),
    deleteInvoice: (reader) => this.deleteInvoice(reader),
    put: (reader) => this.put(reader),
    GENERATE_EFT: (reader) => this.generateEft(reader),
    POST_EFT: (reader) => this.posted(this.eft.post(readBatch(reader))),
    DISCARD_EFT: (reader) => ({ changes: [], batch: this.view(this.eft.discard(readBatch(reader))) }),
    RETURN_EFT: (reader) => this.returnEft(reader),
    CORRECT_EFT: (reader) => this.correctEft(reader),
    CALCULATE_CONTRACT_VALUES: (reader) => ({ changes: this.calculateValues(reader) }),
    remove: (reader) => ({ changes: [this.book.remove(reader.oneOf('kind', KINDS), reader.oid('oid'))] }),
  };

  private readonly eft: EftRun;

  constructor(
    private readonly book: LiveBook,
    private readonly alternateEfts: AlternateEftStore,
    now: () => Date,
  ) {
    this.eft = new EftRun(book, alternateEfts, now);
  }

  /** Runs the event that a body describes. @throws HttpFailure 400 for an unknown type or field value, 404 for an unknown oid. */
  run(body: unknown): EventOutcome {
    const reader = new BodyReader(body);
    const type = reader.text('type');
    const handler = Object.hasOwn(this.handlers, type) ? this.handlers[type] : undefined;
    if (!handler) throw new HttpFailure('BAD_REQUEST', `There is no event "${type}".`);
    return handler(reader);
  }

  private contract(oid: number): ContractRecord {
    const contract = this.book.get('contracts', oid);
    if (!contract) throw new HttpFailure('NOT_FOUND', 'There is no such contract.');
    return contract;
  }

  private billable(reader: BodyReader): { contract: ContractRecord; accountOid: number } {
    const contract = this.contract(reader.oid('ContractOid'));
    const accountOid = reader.has('AccountOid') ? reader.oid('AccountOid') : customerOf(contract);
    if (accountOid === undefined) throw new HttpFailure('UNPROCESSABLE', 'The contract has no CUSTOMER; give "AccountOid".');
    return { contract, accountOid };
  }

  private changeContract(reader: BodyReader, change: () => Partial<ContractRecord>): EventOutcome {
    const contract = this.contract(reader.oid('ContractOid'));
    return { changes: refreshContract(this.book, { ...contract, ...change() }) };
  }

  private changeStage(reader: BodyReader, change: Partial<ContractRecord>): EventOutcome {
    const before = this.contract(reader.oid('ContractOid'));
    const after = { ...before, ...change };
    return { changes: [...refreshContract(this.book, after), ...followStage(this.book, before, after)] };
  }

  private bill(reader: BodyReader): EventOutcome {
    const { contract, accountOid } = this.billable(reader);
    const dueDate = reader.has('DueDate') ? reader.date('DueDate') : usualDueDate(this.book);
    if (!reader.has('Amount')) return { changes: billContract(this.book, contract, accountOid, dueDate) };
    const amountCents = reader.cents('Amount');
    const code = reader.has('TransactionCode') ? reader.text('TransactionCode') : 'Service Fee';
    return { changes: billContract(this.book, contract, accountOid, dueDate, { code, amountCents, balanceCents: amountCents }) };
  }

  private post(reader: BodyReader): EventOutcome {
    const { contract, accountOid } = this.billable(reader);
    const amountCents = reader.cents('Amount');
    if (amountCents <= 0) throw new HttpFailure('BAD_REQUEST', '"Amount" must be more than zero.');
    const outcome = postPayment(this.book, contract, {
      amountCents,
      accountOid,
      receivedOn: reader.has('ReceivedDate') ? reader.date('ReceivedDate') : this.book.today,
      method: reader.has('PaymentMethod') ? reader.oneOf('PaymentMethod', METHODS) : 'EFT',
      reference: reader.has('Reference') ? reader.textOrNull('Reference') : null,
    });
    return { changes: outcome.changes, unappliedAmount: formatCents(outcome.unappliedCents) };
  }

  private generateEft(reader: BodyReader): EventOutcome {
    const { batch, leftOut } = this.eft.generate(reader.date('from'), reader.date('to'));
    return { changes: [], batch: batch && this.view(batch), leftOut };
  }

  private posted({ batch, changes, unappliedCents }: Posting): EventOutcome {
    return { changes, unappliedAmount: formatCents(unappliedCents), batch: this.view(batch) };
  }

  private returnEft(reader: BodyReader): EventOutcome {
    const { file, changes } = this.eft.sendBack(reader.text('paymentId'), reader.text('reasonCode'));
    return { changes, FileName: file.FileName };
  }

  private correctEft(reader: BodyReader): EventOutcome {
    const { FileName } = this.eft.correct(reader.text('paymentId'), readCorrection(reader, this.book.today));
    return { changes: [], FileName };
  }

  private view(batch: EftBatch): EftBatchView {
    return viewBatch(batch, this.alternateEfts);
  }

  /** The job *Calculate Contract Values*, for one contract or for all. */
  private calculateValues(reader: BodyReader): Change[] {
    if (reader.has('ContractOid')) {
      const contract = this.contract(reader.oid('ContractOid'));
      const changed = calculated(this.book, contract);
      const values = changed === contract ? [] : [this.book.put('contracts', contract.ContractOid, changed)];
      return [...values, ...calculatePrincipalAndInterest(this.book, contract, this.book.today)];
    }
    if (this.book.base.counts.contracts > LARGEST_WORKED_BOOK) {
      throw new HttpFailure('UNPROCESSABLE', `The book has more than ${LARGEST_WORKED_BOOK} contracts; give "ContractOid".`);
    }
    return calculateValues(
      this.book,
      [...this.book.all('contracts')].map(([, contract]) => contract),
      this.book.today,
    );
  }

  private returnPayment(reader: BodyReader): EventOutcome {
    const payment = this.book.get('payments', reader.oid('PaymentOid'));
    if (!payment) throw new HttpFailure('NOT_FOUND', 'There is no such payment.');
    if (payment.ReturnedDate !== null) throw new HttpFailure('CONFLICT', 'That payment was returned already.');
    const reason = reader.has('ReturnReasonCode') ? reader.text('ReturnReasonCode', /^R\d{2}$/) : 'R01';
    return { changes: returnPayment(this.book, payment, reason) };
  }

  private deleteInvoice(reader: BodyReader): EventOutcome {
    const invoice = this.book.get('invoices', reader.oid('InvoiceOid'));
    if (!invoice) throw new HttpFailure('NOT_FOUND', 'There is no such invoice.');
    const changes: Change[] = [this.book.remove('invoices', invoice.InvoiceOid)];
    for (const contractOid of new Set(linesOf(invoice).map((line) => line.ContractOid))) {
      const contract = contractOid === null ? undefined : this.book.get('contracts', contractOid);
      if (contract) changes.push(...refreshContract(this.book, contract));
    }
    return { changes };
  }

  /** Takes any record as given, readable or not, as long as it has its oid. */
  private put(reader: BodyReader): EventOutcome {
    const kind = reader.oneOf('kind', KINDS);
    const data = reader.raw('data');
    const oid = new BodyReader(data).oid(OID_FIELDS[kind]);
    return { changes: [this.book.put(kind, oid, data as AnyRecord)] };
  }
}

function readBatch(reader: BodyReader): number {
  return reader.oid('batch');
}

const SETTLED = { RemainingPayments: 0, RemainingBalance: '0.00', NextDueDate: null } as const;

function readRoles(raw: unknown): ContractRole[] {
  if (!Array.isArray(raw)) throw new HttpFailure('BAD_REQUEST', '"Roles" must be a list.');
  return raw.map((role: unknown) => {
    const reader = new BodyReader(role).only('AccountOid', 'ContractRoleType');
    return { AccountOid: reader.oid('AccountOid'), ContractRoleType: reader.oneOf('ContractRoleType', ROLE_TYPES) };
  });
}
