import { formatCents } from '../kernel/money';
import type { AlternateEftStore } from './alternate-eft-store';
import { BodyReader } from './body-reader';
import { billContract, customerOf, postPayment, refreshContract, returnPayment, usualDueDate } from './contract-change';
import { HttpFailure } from './http-failure';
import { linesOf } from './invoice-line';
import type { LiveBook } from './live-book';
import type { Change } from './overlay';
import { KINDS, OID_FIELDS, type AnyRecord, type ContractRecord, type ContractRole } from './record';

const METHODS = ['EFT', 'CHECK', 'WIRE', 'CARD', 'OTHER'] as const;
const ROLE_TYPES = ['CUSTOMER', 'GUARANTOR', 'VENDOR', 'BROKER', 'OTHER'] as const;

/** What an event did: the changes with their sequences, and what of a payment no charge took. */
export interface EventOutcome {
  changes: Change[];
  unappliedAmount?: string;
}

/** Everything that can happen to the book at the control endpoint's word; each event is one step that nothing interrupts. */
export class ControlEvents {
  private readonly handlers: Record<string, (reader: BodyReader) => EventOutcome> = {
    book: (reader) => this.changeContract(reader, () => ({ IsBooked: true, BookedDate: this.book.today })),
    unbook: (reader) => this.changeContract(reader, () => ({ IsBooked: false, BookedDate: null })),
    terminate: (reader) => this.changeContract(reader, () => ({ OpenClosedOid: 2, TerminatedDate: this.book.today, ...SETTLED })),
    relabel: (reader) => this.changeContract(reader, () => ({ PrivateLabel: reader.textOrNull('PrivateLabel') })),
    changeRole: (reader) => this.changeContract(reader, () => ({ Roles: readRoles(reader.raw('Roles')) })),
    bill: (reader) => this.bill(reader),
    post: (reader) => this.post(reader),
    postAlternateEft: (reader) => this.postAlternateEft(reader),
    returnPayment: (reader) => this.returnPayment(reader),
    deleteInvoice: (reader) => this.deleteInvoice(reader),
    put: (reader) => this.put(reader),
    remove: (reader) => ({ changes: [this.book.remove(reader.oneOf('kind', KINDS), reader.oid('oid'))] }),
  };

  constructor(
    private readonly book: LiveBook,
    private readonly alternateEfts: AlternateEftStore,
  ) {}

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

  /** A batch takes an open Alternate EFT record and posts it. */
  private postAlternateEft(reader: BodyReader): EventOutcome {
    const paymentId = reader.text('paymentId');
    const { ContractOid, Amount, state } = this.alternateEfts.get(paymentId);
    if (state !== 'OPEN') throw new HttpFailure('CONFLICT', 'That record is not open.');
    const posting = new BodyReader({ ContractOid, Amount, Reference: paymentId });
    this.billable(posting);
    this.alternateEfts.process(paymentId);
    return this.post(posting);
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

const SETTLED = { RemainingPayments: 0, RemainingBalance: '0.00', NextDueDate: null } as const;

function readRoles(raw: unknown): ContractRole[] {
  if (!Array.isArray(raw)) throw new HttpFailure('BAD_REQUEST', '"Roles" must be a list.');
  return raw.map((role: unknown) => {
    const reader = new BodyReader(role).only('AccountOid', 'ContractRoleType');
    return { AccountOid: reader.oid('AccountOid'), ContractRoleType: reader.oneOf('ContractRoleType', ROLE_TYPES) };
  });
}
