import { matchEnrolment } from '../../src/domain/identity/enrolment-matching';
import { ServicingEnrolmentLookup } from '../../src/domain/sync/servicing-enrolment-lookup';
import type { ServicingSystem } from '../../src/domain/sync/servicing-system';
import { EnrolmentFactsRepository } from '../../src/persistence/repositories/enrolment-facts.repository';
import { SyncWorld } from '../support/sync-world';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

const unreachable = { name: 'Fault', code: 'UPSTREAM_UNAVAILABLE' };

describe('asking the servicing system about a contract that somebody registers with', () => {
  let test: TestDatabase;
  let world: SyncWorld;

  beforeAll(async () => {
    test = await openTestDatabase();
    world = await SyncWorld.open(test.database);
    await world.sync({ mode: 'FULL' });
  });
  afterAll(async () => {
    await world.close();
    await test.close();
  });

  it('answers what the synced copy holds, but for the owner of the bill-to location', async () => {
    const lookup = new ServicingEnrolmentLookup(world.system(), 5_000);
    const copy = new EnrolmentFactsRepository(test.database);
    const numbers = await test.database.rows<{ number: string }>('SELECT contract_number AS number FROM contracts ORDER BY id');
    const site = { privateLabels: [], takesUnlabelled: true };
    let withEmail = 0;
    for (const { number } of numbers) {
      const [here] = await copy.listByContractNumber(number);
      const there = await lookup.find(number.toLowerCase());
      const addresses = (fields: readonly string[]): string[] => fields.flatMap((field) => field.split(',')).sort();
      const shape = (one: typeof here): unknown =>
        one && {
          ...one,
          contractNumber: one.contractNumber.toLowerCase(),
          billToAccountId: null,
          billToEmails: addresses(one.billToEmails),
          customers: one.customers
            .map(({ accountId, emails }) => ({ accountId, emails: addresses(emails) }))
            .sort((a, b) => a.accountId - b.accountId),
        };
      expect(shape(there)).toEqual(shape(here));
      const email = here?.customers[0]?.emails[0]?.split(',')[0] ?? '';
      const claim = { email, contractNumber: number, billingPostalCode: here?.billingPostalCode ?? '' };
      const [byCopy, online] = [here, there].map((one) => matchEnrolment(claim, one ? [one] : [], site));
      expect(online).toEqual(byCopy);
      if (byCopy?.findings.EMAIL_ON_FILE === true) withEmail += 1;
    }
    expect(withEmail).toBeGreaterThan(5);
  });

  it('an unknown number, and none at all, is no contract', async () => {
    const lookup = new ServicingEnrolmentLookup(world.system(), 5_000);
    expect([await lookup.find('NO-SUCH'), await lookup.find('')]).toEqual([undefined, undefined]);
  });

  it.each<[string, () => Pick<ServicingSystem, 'readEnrolmentFacts'>]>([
    ['down', () => world.system({ url: 'http://127.0.0.1:9' })],
    ['refusing the token', () => world.system({ token: 'wrong' })],
    ['silent', () => ({ readEnrolmentFacts: () => new Promise(() => undefined) })],
    ['refusing the number', () => ({ readEnrolmentFacts: () => Promise.reject(new Error('400')) })],
  ])('%s: UPSTREAM_UNAVAILABLE', async (_name, system) => {
    await expect(new ServicingEnrolmentLookup(system(), 100).find('C-1')).rejects.toMatchObject(unreachable);
  });
});
