import { formatCents } from '../kernel/money';
import { levelPaymentCents, type ContractTerms } from './amortization';
import { accountFeeDays } from './customer-plan';
import type { ContractPlan, CustomerPlan, GuarantorReference, Today } from './contract-plan';
import { makeContract } from './contract-record';
import { dateOf } from './day';
import { billCharges, type BilledCharge } from './invoice-record';
import { buildLedger, type Ledger } from './ledger';
import { planLedger } from './ledger-plan';
import { makeAccounts, makeContacts, makeLocations } from './party-record';
import { Random } from './random';
import type { ContractRecord, ContractRole, InvoiceRecord, Kind, PaymentMethod, PaymentRecord, RecordOf } from './record';

const FEE_CENTS = 9_500;
const METHODS = ['EFT', 'EFT', 'EFT', 'EFT', 'EFT', 'EFT', 'EFT', 'CHECK', 'CHECK', 'WIRE', 'CARD'] as const;

/** What a customer's records need to know of the book around them. */
export interface Surroundings {
  seed: number;
  today: Today;
  firstOids: Record<Kind, number>;
  guarantorOid(reference: GuarantorReference): number | undefined;
  vendorOid(draw: number): number;
  brokerOid(draw: number): number;
}

/** One customer of the book with every record of it, made when first asked for. */
export class CustomerBlock {
  private readonly made: { [K in Kind]?: RecordOf[K][] } = {};
  private termsMade: ContractTerms[] | undefined;
  private ledgersMade: Ledger[] | undefined;

  constructor(
    readonly plan: CustomerPlan,
    private readonly around: Surroundings,
  ) {}

  /** The customer's records of a kind in the order of their oids. */
  records<K extends Kind>(kind: K): readonly RecordOf[K][] {
    return (this.made[kind] ??= this.make(kind) as (typeof this.made)[K]) as RecordOf[K][];
  }

  /** Sales tax on the customer's contract number `place`. */
  taxMillionths(place: number): number {
    return this.plan.contracts[place]?.taxMillionths ?? 0;
  }

  private make(kind: Kind): RecordOf[Kind][] {
    const { seed, today, firstOids } = this.around;
    switch (kind) {
      case 'accounts':
        return makeAccounts(this.plan, seed, today, firstOids.accounts);
      case 'contacts':
        return makeContacts(this.plan, seed, today, firstOids);
      case 'locations':
        return makeLocations(this.plan, seed, today, firstOids);
      case 'contracts':
        return this.plan.contracts.map((contract, place) => this.makeContract(contract, place));
      case 'invoices':
        return this.makeInvoices();
      case 'payments':
        return this.plan.contracts.flatMap((contract, place) => this.makePayments(contract, place)).map(numbered(firstOids.payments));
    }
  }

  private get currencyCode(): string {
    return this.plan.country === 'CA' ? 'CAD' : 'USD';
  }

  private terms(): ContractTerms[] {
    return (this.termsMade ??= this.plan.contracts.map(({ terms }) => ({ ...terms, paymentCents: levelPaymentCents(terms) })));
  }

  private ledgers(): Ledger[] {
    const terms = this.terms();
    return (this.ledgersMade ??= this.plan.contracts.map((contract, place) =>
      buildLedger(contract, terms[place] as ContractTerms, planLedger(contract, this.around.today.day)),
    ));
  }

  private makeContract(plan: ContractPlan, place: number): ContractRecord {
    const { firstOids, today } = this.around;
    let pastDueCents = 0;
    for (const charge of this.ledgers()[place]?.charges ?? []) {
      if (charge.dueDay < today.day) for (const line of charge.lines) pastDueCents += line.balanceCents;
    }
    return makeContract(plan, this.terms()[place] as ContractTerms, {
      oid: firstOids.contracts + place,
      currencyCode: this.currencyCode,
      roles: this.roles(plan),
      billToLocationOid: plan.billTo === undefined ? null : firstOids.locations + plan.billTo,
      pastDueCents,
      today: today.day,
    });
  }

  private roles(plan: ContractPlan): ContractRole[] {
    const roles: ContractRole[] = [{ AccountOid: this.around.firstOids.accounts, ContractRoleType: 'CUSTOMER' }];
    for (const reference of plan.guarantors) {
      const oid = this.around.guarantorOid(reference);
      if (oid !== undefined) roles.push({ AccountOid: oid, ContractRoleType: 'GUARANTOR' });
    }
    if (plan.vendor !== undefined) roles.push({ AccountOid: this.around.vendorOid(plan.vendor), ContractRoleType: 'VENDOR' });
    if (plan.broker !== undefined) roles.push({ AccountOid: this.around.brokerOid(plan.broker), ContractRoleType: 'BROKER' });
    return roles;
  }

  private makeInvoices(): InvoiceRecord[] {
    const billed: BilledCharge[] = [];
    this.ledgers().forEach((ledger, place) => {
      const contractOid = this.around.firstOids.contracts + place;
      const onAsset = this.plan.contracts[place]?.terms.scenario !== 'LOAN';
      for (const charge of ledger.charges) billed.push({ charge, contractOid, assetOid: onAsset ? contractOid * 10 + 1 : null });
    });
    const feeDays = accountFeeDays(this.plan, this.around.today);
    feeDays.forEach((dueDay, index) => {
      const balanceCents = index === feeDays.length - 1 ? FEE_CENTS : 0;
      const lines = [{ code: 'Annual Service Fee', amountCents: FEE_CENTS, balanceCents }];
      billed.push({ charge: { dueDay, scheduled: false, lines }, contractOid: null, assetOid: null });
    });
    const { accounts, invoices } = this.around.firstOids;
    let oid = invoices;
    return billCharges(billed, {
      combined: this.plan.combined,
      accountOid: accounts,
      nextOid: () => oid++,
      currencyCode: this.currencyCode,
    });
  }

  private makePayments(plan: ContractPlan, place: number): Omit<PaymentRecord, 'PaymentOid'>[] {
    const { accounts, contracts } = this.around.firstOids;
    const random = new Random(plan.seed, 4);
    return (this.ledgers()[place]?.receipts ?? []).map((receipt) => {
      const returned = receipt.returnedDay !== undefined;
      const method: PaymentMethod = returned ? 'EFT' : random.pick(METHODS);
      return {
        ContractOid: contracts + place,
        AccountOid: accounts,
        ReceivedDate: dateOf(receipt.receivedDay),
        Amount: formatCents(receipt.amountCents),
        CurrencyCode: this.currencyCode,
        PaymentMethod: method,
        Reference: method === 'CARD' ? null : `${method} ${random.between(100_000, 999_999)}`,
        ReturnedDate: receipt.returnedDay === undefined ? null : dateOf(receipt.returnedDay),
        ReturnReasonCode: returned ? random.pick(['R01', 'R01', 'R09']) : null,
      };
    });
  }
}

function numbered(first: number): (payment: Omit<PaymentRecord, 'PaymentOid'>, index: number) => PaymentRecord {
  return (payment, index) => ({ PaymentOid: first + index, ...payment });
}
