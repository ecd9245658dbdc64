import { readCustomer } from '../../../src/simulator/customer-read';
import { DEMO_STORIES } from '../../../src/simulator/demo-stories';
import { LiveBook } from '../../../src/simulator/live-book';
import { KINDS, type ContractRecord, type Kind, type RecordOf } from '../../../src/simulator/record';

const book = new LiveBook({ seed: 2, contracts: 400, asOf: '2026-11-23' });

type Snapshot = { [K in Kind]: [number, RecordOf[K]][] };

function snapshot(): Snapshot {
  return Object.fromEntries(KINDS.map((kind) => [kind, [...book.all(kind)]])) as unknown as Snapshot;
}

/** The same by reading the whole book. */
function bruteForce(whole: Snapshot, accountOid: number): Record<string, Set<number>> {
  const mine = (contract: ContractRecord) =>
    contract.Roles.some((role) => role.AccountOid === accountOid && ['CUSTOMER', 'GUARANTOR'].includes(role.ContractRoleType));
  const contracts = whole.contracts.map(([, contract]) => contract).filter(mine);
  const oids = new Set(contracts.map(({ ContractOid }) => ContractOid));
  const accounts = new Set([accountOid, ...contracts.flatMap(({ Roles }) => Roles.map((role) => role.AccountOid))]);
  const billTo = new Set(contracts.map(({ BillToLocationOid }) => BillToLocationOid));
  const pick = <T>(entries: Iterable<[number, T]>, test: (record: T) => boolean) =>
    new Set([...entries].flatMap(([oid, one]) => (test(one) ? [oid] : [])));
  return {
    accounts,
    contacts: pick(whole.contacts, ({ AccountOid }) => accounts.has(AccountOid)),
    locations: pick(whole.locations, ({ AccountOid, LocationOid }) => accounts.has(AccountOid) || billTo.has(LocationOid)),
    contracts: oids,
    invoices: pick(whole.invoices, ({ Lines }) => Lines.some((line) => oids.has(line.ContractOid ?? 0) || line.AccountOid === accountOid)),
    payments: pick(whole.payments, ({ ContractOid }) => oids.has(ContractOid)),
    assets: pick(whole.assets, ({ ContractOid }) => oids.has(ContractOid ?? 0)),
    schedules: pick(whole.schedules, ({ ContractOid }) => oids.has(ContractOid)),
    principalAndInterest: pick(whole.principalAndInterest, ({ ContractOid }) => oids.has(ContractOid)),
    linesOfCredit: pick(whole.linesOfCredit, ({ AccountOid }) => accounts.has(AccountOid)),
  };
}

function read(accountOid: number): Record<string, Set<number>> {
  const customer = readCustomer(book, accountOid);
  if (!customer) throw new Error(`no account ${accountOid}`);
  const oids = <T>(records: T[], oid: (record: T) => number) => {
    expect(new Set(records.map(oid)).size).toBe(records.length);
    return new Set(records.map(oid));
  };
  return {
    accounts: oids(customer.accounts, ({ AccountOid }) => AccountOid),
    contacts: oids(customer.contacts, ({ ContactOid }) => ContactOid),
    locations: oids(customer.locations, ({ LocationOid }) => LocationOid),
    contracts: oids(customer.contracts, ({ ContractOid }) => ContractOid),
    invoices: oids(customer.invoices, ({ InvoiceOid }) => InvoiceOid),
    payments: oids(customer.payments, ({ PaymentOid }) => PaymentOid),
    assets: oids(customer.assets, ({ AssetOid }) => AssetOid),
    schedules: oids(customer.schedules, ({ ContractOid }) => ContractOid),
    principalAndInterest: oids(customer.principalAndInterest, ({ ContractOid }) => ContractOid),
    linesOfCredit: oids(customer.linesOfCredit, ({ LineOfCreditOid }) => LineOfCreditOid),
  };
}

describe('the full read of a customer', () => {
  it('finds what reading the whole book finds, for every account', () => {
    const whole = snapshot();
    const accounts = whole.accounts.map(([oid]) => oid).filter((_, index) => index < 24 || index % 5 === 0);
    for (const oid of accounts) expect(read(oid)).toEqual(bruteForce(whole, oid));
  });

  it('follows what changed: a far guarantor, a removed contract, an invoice elsewhere', () => {
    const last = [...book.all('contracts')].slice(-1).map(([, contract]) => contract)[0] as ContractRecord;
    const { AccountOid } = DEMO_STORIES.stranger;
    book.put('contracts', last.ContractOid, { ...last, Roles: [...last.Roles, { AccountOid, ContractRoleType: 'GUARANTOR' }] });
    book.remove('contracts', DEMO_STORIES.stranger.contracts[0].ContractOid);
    const [, invoice] = [...book.all('invoices')].find(([, { Lines }]) => Lines.some((line) => line.ContractOid === 10_010)) ?? [];
    if (!invoice) throw new Error('no invoice');
    book.put('invoices', invoice.InvoiceOid, { ...invoice, Lines: invoice.Lines.map((line) => ({ ...line, ContractOid: 10_001 })) });
    const whole = snapshot();
    for (const oid of [AccountOid, 1_002, last.Roles[0]?.AccountOid ?? 0]) expect(read(oid)).toEqual(bruteForce(whole, oid));
    expect(read(AccountOid).contracts?.has(last.ContractOid)).toBe(true);
  });

  it('of an unknown account is nothing', () => {
    expect(readCustomer(book, 999_999)).toBeUndefined();
  });
});
