import type { PaymentChecks } from '../domain/payments/payment-checks.service';
import type { PaymentEvidence } from '../domain/payments/payment-evidence';
import type { JobLogger, JobRunner } from './job-runner';
import type { ScheduledJob } from './scheduler';

const CHECKS = 'payment-checks';
const EVIDENCE = 'payment-evidence';

/** What the jobs work with. */
export interface PaymentDayParts {
  runner: JobRunner;
  checks: Pick<PaymentChecks, 'run'>;
  evidence: Pick<PaymentEvidence, 'forgetOld'>;
  logger: JobLogger;
}

/** What is done about payments once a day, by one worker: they are checked, and evidence that is no longer needed is forgotten. */
export function paymentDayJobs({ runner, checks, evidence, logger }: PaymentDayParts, timeZone: string, stop: AbortSignal): ScheduledJob[] {
  return [
    {
      name: CHECKS,
      schedule: '0 5 * * *',
      timeZone,
      run: async () => {
        const outcome = await runner.run(CHECKS, ({ signal }) => checks.run(signal), stop);
        if (outcome.status === 'DONE') logger.info({ job: CHECKS, found: outcome.result }, 'Checked the payments.');
      },
    },
    { name: EVIDENCE, schedule: '30 3 * * *', timeZone, run: () => runner.run(EVIDENCE, ({ signal }) => evidence.forgetOld(signal), stop) },
  ];
}
