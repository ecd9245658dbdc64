import { passwordLinkCleanUpJob } from '../../src/jobs/password-link-clean-up.job';
import { JobRunner } from '../../src/jobs/job-runner';
import { JobLeaseRepository } from '../../src/persistence/repositories/job-lease.repository';
import { PasswordLinkRepository } from '../../src/persistence/repositories/password-link.repository';
import { FakeClock } from '../support/fake-clock';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('clearing links to set a password away', () => {
  let test: TestDatabase;

  beforeAll(async () => (test = await openTestDatabase()));
  afterAll(() => test.close());

  it('removes those past their time, however many, and no others', async () => {
    const { database } = test;
    const clock = new FakeClock();
    const links = new PasswordLinkRepository(database);
    const linkOf = (personId: number, lifeMs: number) => {
      const tokenHash = Buffer.alloc(32);
      tokenHash.writeUInt32BE(personId);
      const createdAt = clock.now();
      const expiresAt = new Date(createdAt.getTime() + lifeMs);
      return { tokenHash, realm: 'PORTAL' as const, personId, purpose: 'RESET' as const, createdAt, expiresAt };
    };
    const old = Array.from({ length: 2_500 }, (_, index) => linkOf(index + 1, 60_000));
    await database.transaction((transaction) => links.saveNew(transaction, [...old, linkOf(9_001, 60_001), linkOf(9_002, 3_600_000)]));
    const runner = new JobRunner({ leases: new JobLeaseRepository(database), logger: silent, clock });
    const job = passwordLinkCleanUpJob({ runner, links, clock }, 'America/Chicago', new AbortController().signal);
    const left = async () =>
      (await database.rows<{ personId: number }>('SELECT person_id AS personId FROM password_links ORDER BY 1')).length;
    expect(await job.run()).toEqual({ status: 'DONE', result: 0 });
    clock.advanceSeconds(60);
    expect(await job.run()).toEqual({ status: 'DONE', result: 2_500 });
    expect(await job.run()).toEqual({ status: 'DONE', result: 0 });
    expect(await left()).toBe(2);
  });
});
