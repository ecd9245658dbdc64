import { formatCents } from '../kernel/money';
import { levelPaymentCents, type ContractTerms } from './amortization';
import { makeAssets } from './asset-record';
import { accountFeeDays, isAmortizedAndBooked } from './customer-plan';
import type { ContractPlan, CustomerPlan, GuarantorReference, Today } from './contract-plan';
import { makeContract } from './contract-record';
import type { AssetRecord } from './daily-record';
import { dateOf } from './day';
import { billCharges, type BilledCharge } from './invoice-record';
import { buildLedger, type Ledger } from './ledger';
import { planLedger } from './ledger-plan';
import { makeLinesOfCredit } from './line-of-credit-record';
import { makeAccounts, makeContacts, makeLocations } from './party-record';
import { Random } from './random';
import type { ContractDetail, ContractRecord, ContractRole, InvoiceRecord, Kind, PaymentMethod, PaymentRecord, RecordOf } from './record';
import { makePrincipalAndInterest, makeSchedule } from './schedule-record';

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
  /** Whether the lender saves amortization schedules. */
  savesSchedules: boolean;
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
      case 'assets':
        return this.plan.contracts.flatMap((contract, place) => this.makeAssets(contract, place));
      case 'schedules':
      case 'principalAndInterest':
        return this.plan.contracts.flatMap((contract, place) => (this.holds(kind, place) ? this.makeDetail(kind, contract, place) : []));
      case 'linesOfCredit':
        return makeLinesOfCredit(this.plan, { seed, today, firstOids, currencyCode: this.currencyCode });
    }
  }

  /** Whether the customer's contract number `place` has a record of the kind. */
  holds(kind: ContractDetail, place: number): boolean {
    const contract = this.plan.contracts[place];
    return contract !== undefined && isAmortizedAndBooked(contract) && (kind !== 'schedules' || this.around.savesSchedules);
  }

  private makeDetail(kind: ContractDetail, plan: ContractPlan, place: number): RecordOf[ContractDetail] {
    const terms = this.terms()[place] as ContractTerms;
    const ofContract = { ContractOid: this.around.firstOids.contracts + place, CurrencyCode: this.currencyCode };
    if (kind === 'schedules') return makeSchedule(terms, ofContract);
    const day = plan.terminatedDay ?? this.around.today.day;
    return makePrincipalAndInterest(terms, ofContract, { day, isClosed: plan.terminatedDay !== undefined });
  }

  private makeAssets(plan: ContractPlan, place: number): AssetRecord[] {
    const { contracts, locations } = this.around.firstOids;
    return makeAssets(plan, {
      firstOid: this.firstAssetOid(place),
      contractOid: contracts + place,
      firstLocationOid: locations,
      locations: this.plan.locations,
      currencyCode: this.currencyCode,
    });
  }

  private firstAssetOid(place: number): number {
    let oid = this.around.firstOids.assets;
    for (const { assets } of this.plan.contracts.slice(0, place)) oid += assets;
    return oid;
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
      const assetOid = this.plan.contracts[place]?.terms.scenario === 'LOAN' ? null : this.firstAssetOid(place);
      for (const charge of ledger.charges) billed.push({ charge, contractOid, assetOid });
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
