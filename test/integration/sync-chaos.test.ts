import { playChaos } from '../chaos/chaos-run';

/** Another one each day, so that days to come find what one seed never will; CHAOS_SEED repeats a failure. */
const SEED = Number(process.env['CHAOS_SEED'] ?? Math.floor(Date.now() / 86_400_000));

describe('ten days of bookings, payments, outages, a restore and dying workers', () => {
  it(`end with the portal like the book, and no answer was ever wrong (CHAOS_SEED=${SEED})`, async () => {
    const days: string[] = [];
    const settings = { seed: SEED, days: 10, contracts: 60, shifts: 2, events: 8, realWorkers: false };
    const { problems, ...result } = await playChaos(settings, (line) => days.push(line));
    // All in one, so that a failure shows the seed, the days and what was wrong together.
    expect({ problems: problems.slice(0, 10), days: problems.length > 0 ? days : [] }).toEqual({ problems: [], days: [] });
    expect(result).toMatchObject({ days: 10, restores: 1 });
    expect(result.kills).toBeGreaterThan(0);
    expect(result.answers).toBeGreaterThan(50);
  }, 240_000);
});
