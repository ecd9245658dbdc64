import { enrolmentCleanUpJob } from '../../src/jobs/enrolment-clean-up.job';
import { JobRunner } from '../../src/jobs/job-runner';
import { EnrolmentAttemptRepository } from '../../src/persistence/repositories/enrolment-attempt.repository';
import { JobLeaseRepository } from '../../src/persistence/repositories/job-lease.repository';
import { FakeClock } from '../support/fake-clock';
import { Story } from '../support/story';
import { silentLogger } from '../support/sync-engine';
import { openTestDatabase, type TestDatabase } from '../support/test-database';

const DAY = 86_400_000;

describe('cleaning up attempts to register', () => {
  let test: TestDatabase;
  const clock = new FakeClock();

  beforeAll(async () => (test = await openTestDatabase()));
  afterAll(() => test.close());

  it('removes those older than 90 days, however many there are, and no other', async () => {
    const { id: siteId } = await new Story(test.database, clock).makeSite();
    const attempts = new EnrolmentAttemptRepository(test.database);
    const attempt = (at: number, email: string) => ({ siteId, at: new Date(at), email, emailKey: email, contractNumber: 'C-1' });
    const state = { outcome: 'NO_MATCH' as const, findings: {}, contractId: null, userId: null, requestId: null, address: null };
    const limit = clock.now().getTime() - 90 * DAY;
    const old = Array.from({ length: 1_200 }, (_, index) => ({ ...attempt(limit - 1 - index * 1_000, 'old@x.example'), ...state }));
    await test.database.transaction(async (transaction) => {
      for (const one of [...old, { ...attempt(limit, 'kept@x.example'), ...state }]) await attempts.saveNew(transaction, one);
    });
    const runner = new JobRunner({ leases: new JobLeaseRepository(test.database), logger: silentLogger, clock });
    const job = enrolmentCleanUpJob({ runner, attempts, clock, logger: silentLogger }, 'America/Chicago', new AbortController().signal);
    expect(await job.run()).toEqual({ status: 'DONE', result: 1_200 });
    expect(await test.database.rows('SELECT email FROM enrolment_attempts')).toEqual([{ email: 'kept@x.example' }]);
    expect(await job.run()).toEqual({ status: 'DONE', result: 0 });
  });
});
