import { createHash } from 'node:crypto';
import { nextDaily } from '../../kernel/zoned-time';
import type { Cadence } from './kind-facts';

const MINUTE_MS = 60_000;
/** Starts of the frequent kinds are spread over this share of the time between them. */
const FREQUENT_SPREAD = 1 / 15;
const FIRST_PAUSE_MS = 30_000;

/** When kinds are pulled. */
export interface TimetableSettings {
  /** Between two pulls of a frequent kind. */
  everyMinutes: number;
  /** When the daily kinds start, in minutes after local midnight … */
  dailyAtMinutes: number;
  /** … spread over so many minutes. */
  dailySpreadMinutes: number;
  /** IANA; the finance company's days. */
  timeZone: string;
}

/**
 * Tells when a kind is due next. The spread keeps many portals from asking their servicing systems at the same second; the kinds of one portal
 * start together, so that each comes after those it refers to.
 */
export class SyncTimetable {
  constructor(
    private readonly settings: TimetableSettings,
    /** What tells this portal from others, such as its address. */
    private readonly portal: string,
  ) {}

  /** The next regular pull of a kind whose last one was over at `after`: once in each quarter of an hour, once on each local day whatever the clocks do. */
  next(cadence: Cadence, after: Date): Date {
    const { everyMinutes, dailyAtMinutes, dailySpreadMinutes, timeZone } = this.settings;
    if (cadence === 'DAILY') return this.spread(nextDaily(after, dailyAtMinutes, timeZone), dailySpreadMinutes * MINUTE_MS);
    const every = everyMinutes * MINUTE_MS;
    return this.spread(new Date((Math.floor(after.getTime() / every) + 1) * every), every * FREQUENT_SPREAD);
  }

  /** When to try again after so many failures in a row: after half a minute, then after pauses twice as long, but no later than the next regular pull. */
  retry(cadence: Cadence, failures: number, now: Date): Date {
    const pause = FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 6);
    const again = this.spread(new Date(now.getTime() + pause / 2), pause);
    const next = this.next('FREQUENT', now);
    return cadence === 'DAILY' || again < next ? again : next;
  }

  private spread(start: Date, overMs: number): Date {
    const draw = createHash('sha256').update(`${this.portal} ${start.toISOString()}`).digest().readUInt32BE() / 2 ** 32;
    return new Date(start.getTime() + Math.floor(draw * overMs));
  }
}
