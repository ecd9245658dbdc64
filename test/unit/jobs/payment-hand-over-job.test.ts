import type { HandOverReport } from '../../../src/domain/payments/payment-hand-over.service';
import { PaymentHandOverRounds } from '../../../src/jobs/payment-hand-over.job';

const REPORT: HandOverReport = { paymentId: 1, task: 'RECORD', outcome: 'MOVED', attempts: 0, reason: null };

/** A hand-over whose rounds attempt so many tasks, one after the other, or fail. */
function rounds(...attempts: (number | Error)[]) {
  let worked = 0;
  const work = (): Promise<HandOverReport[]> => {
    const next = attempts[worked] ?? 0;
    worked += 1;
    return typeof next === 'number' ? Promise.resolve(Array<HandOverReport>(next).fill(REPORT)) : Promise.reject(next);
  };
  return { work, worked: () => worked };
}

function logger() {
  const lines: string[] = [];
  const write = (_details: object, message: string): void => void lines.push(message);
  return { lines, info: write, warn: write, error: write };
}

const never = new AbortController().signal;

describe('the rounds of the hand-over', () => {
  it('go on until one has left nothing behind', async () => {
    const handOver = rounds(100, 100, 3, 100);
    await new PaymentHandOverRounds(handOver, logger(), never).run();
    expect(handOver.worked()).toBe(3);
  });

  it('do not run beside each other', async () => {
    const handOver = rounds(1, 1);
    const job = new PaymentHandOverRounds(handOver, logger(), never);
    await Promise.all([job.run(), job.run()]);
    expect(handOver.worked()).toBe(1);
    await job.run();
    expect(handOver.worked()).toBe(2);
  });

  it('stop between two, and begin none once stopped', async () => {
    const stop = new AbortController();
    const handOver = rounds(100, 100);
    const work = (): Promise<HandOverReport[]> => {
      stop.abort();
      return handOver.work();
    };
    const job = new PaymentHandOverRounds({ work }, logger(), stop.signal);
    await job.run();
    await job.run();
    expect(handOver.worked()).toBe(1);
  });

  it('say once that they fail, and once that they do no longer', async () => {
    const log = logger();
    const job = new PaymentHandOverRounds(rounds(new Error('no'), new Error('no'), 1, 1), log, never);
    for (let tick = 0; tick < 4; tick += 1) await job.run();
    expect(log.lines).toEqual(['Payments cannot be handed over; trying on.', 'Payments are handed over again.']);
  });
});
