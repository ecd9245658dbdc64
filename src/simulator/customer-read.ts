import { assetsOn } from './contract-asset';
import { GUARANTOR_NEIGHBOURHOOD } from './contract-plan';
import type { AssetRecord, LineOfCreditRecord, PrincipalAndInterestRecord, ScheduleRecord } from './daily-record';
import { linesOf } from './invoice-line';
import type { LiveBook } from './live-book';
import { invoicesOn, paymentsOn, rolesOf } from './open-balance';
import type { AccountRecord, ContactRecord, ContractRecord, InvoiceRecord, LocationRecord, PaymentRecord } from './record';

/** Everything of one customer. */
export interface CustomerRead {
  epoch: string;
  latestSequence: number;
  accounts: AccountRecord[];
  contacts: ContactRecord[];
  locations: LocationRecord[];
  contracts: ContractRecord[];
  invoices: InvoiceRecord[];
  payments: PaymentRecord[];
  assets: AssetRecord[];
  schedules: ScheduleRecord[];
  principalAndInterest: PrincipalAndInterestRecord[];
  linesOfCredit: LineOfCreditRecord[];
}

/** The account, the contracts on which it is CUSTOMER or GUARANTOR, and all that hangs off them; `undefined` when there is no such account. */
export function readCustomer(book: LiveBook, accountOid: number): CustomerRead | undefined {
  const own = book.get('accounts', accountOid);
  if (!own) return undefined;
  const contracts = contractsOf(book, accountOid);
  const accountOids = new Set([accountOid]);
  const locationOids = new Set<number>();
  const invoices = new Map<number, InvoiceRecord>();
  const payments: PaymentRecord[] = [];
  const assets: AssetRecord[] = [];
  for (const contract of contracts) {
    for (const role of rolesOf(contract)) accountOids.add(role.AccountOid);
    if (contract.BillToLocationOid !== null) locationOids.add(contract.BillToLocationOid);
    for (const invoice of invoicesOn(book, contract.ContractOid)) invoices.set(invoice.InvoiceOid, invoice);
    payments.push(...paymentsOn(book, contract.ContractOid));
    assets.push(...assetsOn(book, contract.ContractOid));
  }
  const home = book.base.customerOf('accounts', accountOid);
  const onAccount = book.near('invoices', [home], (invoice) => linesOf(invoice).some((line) => line.AccountOid === accountOid));
  for (const invoice of onAccount) invoices.set(invoice.InvoiceOid, invoice);
  const accounts = [...accountOids].flatMap((oid) => book.get('accounts', oid) ?? []);
  const homes = new Set([...accountOids].map((oid) => book.base.customerOf('accounts', oid)));
  const contacts = book.near('contacts', homes, (contact) => accountOids.has(contact.AccountOid));
  const theirs = book.near('locations', homes, (location) => accountOids.has(location.AccountOid));
  const locations = new Map(theirs.map((location) => [location.LocationOid, location]));
  for (const oid of locationOids) {
    const location = book.get('locations', oid);
    if (location) locations.set(oid, location);
  }
  return {
    epoch: book.epoch,
    latestSequence: book.latestSequence,
    accounts,
    contacts,
    locations: [...locations.values()],
    contracts,
    invoices: [...invoices.values()],
    payments,
    assets,
    schedules: contracts.flatMap(({ ContractOid }) => book.get('schedules', ContractOid) ?? []),
    principalAndInterest: contracts.flatMap(({ ContractOid }) => book.get('principalAndInterest', ContractOid) ?? []),
    linesOfCredit: book.near('linesOfCredit', homes, (line) => accountOids.has(line.AccountOid)),
  };
}

/** The contracts on which the account is CUSTOMER or GUARANTOR; in the base book they lie no farther than the neighbourhood. */
function contractsOf(book: LiveBook, accountOid: number): ContractRecord[] {
  const mine = (contract: ContractRecord): boolean =>
    rolesOf(contract).some(
      (role) => role.AccountOid === accountOid && (role.ContractRoleType === 'CUSTOMER' || role.ContractRoleType === 'GUARANTOR'),
    );
  const home = book.base.customerOf('accounts', accountOid);
  const homes: number[] = [];
  const end = Math.min((home ?? 0) + GUARANTOR_NEIGHBOURHOOD, book.base.customers - 1);
  for (let index = home ?? end + 1; index <= end; index++) homes.push(index);
  return book.near('contracts', homes, mine);
}

/** The contacts of an account. */
export function contactsOf(book: LiveBook, accountOid: number): ContactRecord[] {
  return book.near('contacts', [book.base.customerOf('accounts', accountOid)], (contact) => contact.AccountOid === accountOid);
}
