import { addDays, type LocalDate, localDateAt } from './local-date';

const HOUR_MS = 3_600_000;

/**
 * The instant at which clocks of an IANA time zone show `minutes` after midnight on a day. Where they show it twice it is the first time; where they
 * skip it, as much later as they skip.
 */
export function instantAt(date: LocalDate, minutes: number, timeZone: string): Date {
  const wall = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000;
  // No zone changes its clocks twice within two days: the right offset is the one before or the one after.
  const [before, after] = [-24, 24].map((hours) => wall - offsetAt(wall + hours * HOUR_MS, timeZone)) as [number, number];
  const showing = [before, after].filter((at) => at + offsetAt(at, timeZone) === wall);
  return new Date(showing.length > 0 ? Math.min(...showing) : before);
}

/** The first instant after `after` at which clocks of the time zone show `minutes` after midnight: once for each of its days. */
export function nextDaily(after: Date, minutes: number, timeZone: string): Date {
  const today = localDateAt(after, timeZone);
  for (let days = 0; ; days += 1) {
    const at = instantAt(addDays(today, days), minutes, timeZone);
    if (at > after) return at;
  }
}

function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(at / 1000) * 1000;
}
