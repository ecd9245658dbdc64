import { parseCents } from '../../../src/kernel/money';
import { isRoutingNumber } from '../../../src/kernel/routing-number';
import { bankAccountsOf } from '../../../src/simulator/bank-account';
import { DEMO_STORIES } from '../../../src/simulator/demo-stories';
import { GeneratedBook } from '../../../src/simulator/generated-book';
import { KINDS, type Kind, type RecordOf } from '../../../src/simulator/record';

const AS_OF = '2026-11-23';
const book = new GeneratedBook(1, 2_000, AS_OF);
const STORY_CONTRACTS = 12;

const read = new Map<GeneratedBook, Map<Kind, unknown[]>>();

/** The records of a kind, read once. */
function all<K extends Kind>(from: GeneratedBook, kind: K): RecordOf[K][] {
  const kinds = read.get(from) ?? new Map<Kind, unknown[]>();
  read.set(from, kinds);
  const records = kinds.get(kind) ?? [...from.all(kind)].map(([, record]) => record);
  kinds.set(kind, records);
  return records as RecordOf[K][];
}

function whole(from: GeneratedBook): unknown[] {
  return KINDS.map((kind) => [...from.walk(kind, 0)]);
}

function cents(text: string): number {
  return parseCents(text) ?? NaN;
}

describe('the generated book', () => {
  it('is the same for the same seed, size and day and another for another seed', () => {
    const one = whole(new GeneratedBook(7, 300, AS_OF));
    expect(whole(new GeneratedBook(7, 300, AS_OF))).toEqual(one);
    expect(whole(new GeneratedBook(8, 300, AS_OF))).not.toEqual(one);
  });

  it('has exactly the contracts asked for, whatever the number, and refuses fewer than 20', () => {
    for (const size of [20, 21, 37, 100, 523]) expect(all(new GeneratedBook(2, size, AS_OF), 'contracts')).toHaveLength(size);
    expect(() => new GeneratedBook(1, 19, AS_OF)).toThrow(RangeError);
  });

  it('counts what it makes, numbers it without a gap and finds each record by its oid', () => {
    const sequences: number[] = [];
    for (const kind of KINDS) {
      const entries = [...book.walk(kind, 0)];
      expect(entries).toHaveLength(book.counts[kind]);
      sequences.push(...entries.map((entry) => entry.sequence));
      for (const entry of entries.filter((_, index) => index % 97 === 0)) expect(book.record(kind, entry.oid)).toEqual(entry.data);
      expect(book.record(kind, (entries[0]?.oid ?? 0) - 1)).toBeUndefined();
      expect(book.record(kind, book.nextOid(kind))).toBeUndefined();
    }
    expect(sequences.sort((a, b) => a - b)).toEqual(Array.from({ length: book.lastSequence }, (_, index) => index + 1));
  });

  it('keeps balances consistent with payments: what lines lack is what came in and stayed', () => {
    const paid = new Map<number, number>();
    const add = (oid: number, amount: number) => paid.set(oid, (paid.get(oid) ?? 0) + amount);
    for (const payment of all(book, 'payments')) if (payment.ReturnedDate === null) add(payment.ContractOid, cents(payment.Amount));
    for (const line of all(book, 'invoices').flatMap((invoice) => invoice.Lines)) {
      if (cents(line.Balance) < 0 || cents(line.Balance) > cents(line.Amount)) throw new Error(JSON.stringify(line));
      if (line.ContractOid !== null) add(line.ContractOid, cents(line.Balance) - cents(line.Amount));
    }
    expect([...paid.values()].filter((amount) => amount !== 0)).toEqual([]);
  });

  it('says past due what is open on charges due before the day of the book', () => {
    const open = new Map<number, number>();
    for (const invoice of all(book, 'invoices').filter(({ DueDate }) => DueDate < AS_OF)) {
      for (const line of invoice.Lines) open.set(line.ContractOid ?? 0, (open.get(line.ContractOid ?? 0) ?? 0) + cents(line.Balance));
    }
    const wrong = all(book, 'contracts').filter((contract) => cents(contract.PastDueAmount) !== (open.get(contract.ContractOid) ?? 0));
    expect(wrong).toEqual([]);
    expect(all(book, 'contracts').filter(({ PastDueAmount }) => PastDueAmount !== '0.00').length).toBeGreaterThan(50);
  });

  it('refers only to records that exist, and dates nothing beyond the lead days', () => {
    const known = <K extends Kind>(kind: K) => new Set([...book.all(kind)].map(([oid]) => oid));
    const [accounts, locations] = [known('accounts'), known('locations')];
    const contracts = all(book, 'contracts');
    expect(contracts.filter(({ Roles }) => Roles.some((role) => !accounts.has(role.AccountOid)))).toEqual([]);
    expect(contracts.filter(({ BillToLocationOid: oid }) => oid !== null && !locations.has(oid))).toEqual([]);
    const booked = new Set(contracts.filter(({ IsBooked }) => IsBooked).map(({ ContractOid }) => ContractOid));
    const late = (payment: RecordOf['payments']) => payment.ReceivedDate > AS_OF || (payment.ReturnedDate ?? AS_OF) > AS_OF;
    expect(all(book, 'payments').filter((payment) => late(payment) || !booked.has(payment.ContractOid))).toEqual([]);
    expect(all(book, 'invoices').filter(({ InvoiceDate }) => InvoiceDate > AS_OF)).toEqual([]);
  });
});

describe('the content of the book', () => {
  const accounts = all(book, 'accounts');
  const contracts = all(book, 'contracts');
  const invoices = all(book, 'invoices');

  it('has every stage, scenario, label and frequency in a plausible share', () => {
    const share = (test: (contract: RecordOf['contracts']) => boolean) => contracts.filter(test).length / contracts.length;
    expect(share((contract) => !contract.IsBooked)).toBeGreaterThan(0.03);
    expect(share((contract) => contract.OpenClosedOid === 2)).toBeGreaterThan(0.06);
    expect(share((contract) => contract.IsBooked && contract.OpenClosedOid === 1)).toBeGreaterThan(0.7);
    expect(share((contract) => contract.PrivateLabel === null)).toBeGreaterThan(0.3);
    expect(share((contract) => contract.InterestMethod === 'ADB')).toBeGreaterThan(0.03);
    expect(new Set(contracts.map((contract) => contract.PrivateLabel)).size).toBe(5);
    expect(new Set(contracts.map((contract) => contract.PaymentFrequency)).size).toBe(4);
    expect(share((contract) => contract.CurrencyCode === 'CAD')).toBeGreaterThan(0.05);
  });

  it('holds about 12 invoices of 2 to 3 lines and 6 payments for each contract', () => {
    const lines = invoices.reduce((sum, invoice) => sum + invoice.Lines.length, 0);
    expect(invoices.length / contracts.length).toBeGreaterThan(10);
    expect(invoices.length / contracts.length).toBeLessThan(14);
    expect(lines / invoices.length).toBeGreaterThan(2);
    expect(book.counts.payments / contracts.length).toBeGreaterThan(5);
    expect(book.counts.payments / contracts.length).toBeLessThan(8);
  });

  it('has combined invoices over several contracts of one customer, and account-level charges', () => {
    const combined = invoices.filter((invoice) => new Set(invoice.Lines.map((line) => line.ContractOid)).size > 2);
    expect(combined.length).toBeGreaterThan(100);
    const customers = new Map(contracts.map(({ ContractOid, Roles }) => [ContractOid, Roles[0]?.AccountOid]));
    const foreign = combined.filter(({ AccountOid, Lines }) =>
      Lines.some(
        (line, index) => line.LineNumber !== index + 1 || (line.AccountOid ?? customers.get(line.ContractOid ?? 0)) !== AccountOid,
      ),
    );
    expect(foreign).toEqual([]);
    const onAccount = invoices.flatMap((invoice) => invoice.Lines).filter((line) => line.ContractOid === null);
    expect(onAccount.length).toBeGreaterThan(50);
    expect(onAccount.every((line) => line.AccountOid !== null)).toBe(true);
  });

  it('has people and near-namesakes, several addresses in one field, and guarantors of several customers', () => {
    expect(accounts.some((account) => account.EntityType === 'PERSON')).toBe(true);
    expect(accounts.some((account) => account.EmailAddress?.includes(','))).toBe(true);
    expect(accounts.some((account) => account.EmailAddress?.includes(';'))).toBe(true);
    const plain = (name: string) => name.toUpperCase().replace(/[^A-Z ]/g, '');
    const nearly = accounts.filter((account, index) =>
      accounts
        .slice(Math.max(0, index - 4), index)
        .some((other) => other.Name !== account.Name && plain(other.Name) === plain(account.Name)),
    );
    expect(nearly.length).toBeGreaterThan(5);
    const guaranteed = new Map<number, Set<number>>();
    for (const { Roles } of contracts) {
      const customer = Roles.find((role) => role.ContractRoleType === 'CUSTOMER')?.AccountOid ?? 0;
      for (const role of Roles.filter(({ ContractRoleType }) => ContractRoleType === 'GUARANTOR')) {
        guaranteed.set(role.AccountOid, (guaranteed.get(role.AccountOid) ?? new Set()).add(customer));
      }
    }
    expect([...guaranteed.values()].some((customers) => customers.size > 1)).toBe(true);
    expect(new Set(contracts.flatMap(({ Roles }) => Roles.map((role) => role.ContractRoleType))).size).toBe(4);
  });

  it('has postal codes that look right, in the spellings people use', () => {
    const locations = all(book, 'locations');
    const shape = (country: string) => (country === 'CA' ? /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/ : /^\d{5}(-\d{4})?$/);
    expect(locations.filter(({ CountryCode, PostalCode }) => !shape(CountryCode).test(PostalCode))).toEqual([]);
    expect(locations.some(({ PostalCode }) => PostalCode.includes('-'))).toBe(true);
    expect(locations.some(({ PostalCode }) => /^[A-Z]\d[A-Z]\d/.test(PostalCode))).toBe(true);
  });

  it('has payments that came back', () => {
    const returned = all(book, 'payments').filter(({ ReturnedDate }) => ReturnedDate !== null);
    expect(new Set(returned.map(({ ReturnReasonCode }) => ReturnReasonCode))).toEqual(new Set(['R01', 'R09']));
  });
});

describe('the prepared customers', () => {
  it.each([
    [1, 2_000],
    [99, 20],
  ])('are as documented in the book of seed %d with %d contracts', (seed, size) => {
    const one = new GeneratedBook(seed, size, AS_OF);
    const { guarantor, lessee, stranger, namesake } = DEMO_STORIES;
    const customers = [lessee, stranger, namesake];
    expect(customers.reduce((sum, { contracts }) => sum + contracts.length, 0)).toBe(STORY_CONTRACTS);
    for (const customer of customers) {
      expect(one.record('accounts', customer.AccountOid)).toMatchObject({ AccountId: customer.AccountId, Name: customer.Name });
      for (const { stage, ...expected } of customer.contracts) {
        const contract = one.record('contracts', expected.ContractOid);
        expect(contract).toMatchObject({ ...expected, IsBooked: stage !== 'UNBOOKED', OpenClosedOid: stage === 'TERMINATED' ? 2 : 1 });
        expect(contract?.Roles[0]).toEqual({ AccountOid: customer.AccountOid, ContractRoleType: 'CUSTOMER' });
        const guaranteed = contract?.Roles.some(
          (role) => role.AccountOid === guarantor.AccountOid && role.ContractRoleType === 'GUARANTOR',
        );
        expect(guaranteed).toBe((guarantor.guaranteedContractOids as readonly number[]).includes(expected.ContractOid));
      }
    }
    expect(one.record('accounts', guarantor.AccountOid)).toMatchObject({ Name: guarantor.Name, EntityType: 'PERSON' });
    const others = all(one, 'contracts').filter(({ ContractOid }) => ContractOid > 10_012);
    expect(others).toHaveLength(size - STORY_CONTRACTS);
    expect(others.filter(({ Roles }) => Roles.some((role) => role.AccountOid <= namesake.AccountOid))).toEqual([]);
    const owned = all(one, 'contracts').filter(({ Roles }) =>
      Roles.some((role) => role.AccountOid === guarantor.AccountOid && role.ContractRoleType === 'CUSTOMER'),
    );
    expect(owned).toEqual([]);
  });

  it('have the e-mails and postal codes documented', () => {
    const { lessee } = DEMO_STORIES;
    expect(book.record('accounts', lessee.AccountOid)?.EmailAddress?.split('; ')).toEqual(lessee.EmailAddresses);
    const billTo = book.record('locations', book.record('contracts', 10_001)?.BillToLocationOid ?? 0);
    expect(billTo).toMatchObject({ PostalCode: lessee.PostalCode, EmailAddress: lessee.BillToEmailAddress });
    const contacts = all(book, 'contacts').filter((contact) => contact.AccountOid === lessee.AccountOid);
    expect(contacts.flatMap((contact) => contact.EmailAddress?.split(','))).toEqual(lessee.ContactEmailAddresses);
  });
});

describe('bank accounts', () => {
  it('are one or two for each account, with valid routing numbers, the same every time', () => {
    for (let oid = 1_001; oid < 1_200; oid++) {
      const accounts = bankAccountsOf(1, oid);
      expect([1, 2]).toContain(accounts.length);
      expect(accounts.every((account) => isRoutingNumber(account.RoutingNumber))).toBe(true);
      expect(bankAccountsOf(1, oid)).toEqual(accounts);
    }
    expect(bankAccountsOf(2, 1_100)).not.toEqual(bankAccountsOf(1, 1_100));
  });
});
