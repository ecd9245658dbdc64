import { EnrolmentFactsRepository } from '../../src/persistence/repositories/enrolment-facts.repository';
import { FakeClock } from '../support/fake-clock';
import { Story } from '../support/story';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

describe('the facts of self-enrolment in the synced copy', () => {
  let test: TestDatabase;
  let story: Story;
  let facts: EnrolmentFactsRepository;

  beforeAll(async () => {
    test = await openTestDatabase();
    story = new Story(test.database, new FakeClock());
    facts = new EnrolmentFactsRepository(test.database);
  });
  beforeEach(() => test.truncate());
  afterAll(() => test.close());

  it('are the contract, its billing address, and its customers with all their e-mail fields', async () => {
    const [ann, bob] = [await story.makeAccount({ emails: 'ann@x.example,a@x.example' }), await story.makeAccount()];
    const guarantor = await story.makeAccount({ emails: 'gil@x.example' });
    await story.makeContact({ accountId: ann, emails: 'contact@x.example' });
    await story.makeContact({ accountId: ann, emails: null });
    await story.makeContact({ accountId: guarantor, emails: 'not@x.example' });
    const billToLocationId = await story.makeLocation({
      accountId: bob,
      postalCode: 'K1A 0B1',
      countryCode: 'CA',
      emails: 'bills@x.example',
    });
    const roles = [
      [bob, 'CUSTOMER'],
      [ann, 'CUSTOMER'],
      [guarantor, 'GUARANTOR'],
      [777, 'CUSTOMER'],
    ] as const;
    const contractId = await story.makeContract({ contractNumber: 'C-1', label: 'GOLD', roles, billToLocationId });
    await story.makeContract({ contractNumber: 'C-10', roles: [[ann, 'CUSTOMER']] });
    expect(await facts.listByContractNumber('c-1')).toEqual([
      {
        contractId,
        contractNumber: 'C-1',
        isBooked: true,
        privateLabel: 'GOLD',
        billingPostalCode: 'K1A 0B1',
        billingCountryCode: 'CA',
        billToEmails: ['bills@x.example'],
        billToAccountId: bob,
        customers: [
          { accountId: 777, emails: [] },
          { accountId: ann, emails: ['ann@x.example,a@x.example', 'contact@x.example'] },
          { accountId: bob, emails: [] },
        ],
      },
    ]);
  });

  it('every contract of a number; without a bill-to location or customers those parts are empty', async () => {
    await story.makeContract({ contractNumber: 'C-2', booked: false });
    await story.makeContract({ contractNumber: 'C-2', billToLocationId: 999_999 });
    expect(await facts.listByContractNumber('C-2')).toMatchObject([
      { isBooked: false, billingPostalCode: null, billToEmails: [], customers: [] },
      { isBooked: true, billingCountryCode: null, billToAccountId: null, customers: [] },
    ]);
    expect(await facts.listByContractNumber('C-3')).toEqual([]);
  });

  it('are read in two statements, each by an index', async () => {
    const account = await story.makeAccount({ emails: 'ann@x.example' });
    const accounts = await Promise.all(Array.from({ length: 60 }, () => story.makeAccount({ emails: 'other@x.example' })));
    for (const accountId of accounts) await story.makeContact({ accountId, emails: 'other@x.example' });
    await story.makeContracts(accounts.map((other) => ({ roles: [[other, 'CUSTOMER']] as const })));
    const billToLocationId = await story.makeLocation({ accountId: account });
    await story.makeContract({ contractNumber: 'C-1', roles: [[account, 'CUSTOMER']], billToLocationId });
    await test.database.rows('ANALYZE TABLE accounts, contacts, contracts, contract_roles, locations');
    const statements: string[] = [];
    const stop = test.database.observe((sql) => statements.push(sql));
    const [found] = await facts.listByContractNumber('C-1');
    stop();
    expect(statements).toHaveLength(2);
    const values = [
      ['C-1', 20],
      [[found?.contractId ?? 0], [found?.contractId ?? 0]],
    ];
    for (const [index, sql] of statements.entries()) {
      const plan = await test.database.rows<{ table: string; type: string }>(`EXPLAIN ${sql}`, values[index]);
      expect(plan.filter(({ table, type }) => type === 'ALL' && !table.startsWith('<'))).toEqual([]);
    }
  });
});
