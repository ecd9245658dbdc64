import type { Clock } from '../../src/kernel/clock';

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
  private millis: number;

  constructor(instant = '2026-11-23T15:00:00.000Z') {
    this.millis = Date.parse(instant);
  }

  now(): Date {
    return new Date(this.millis);
  }

  advanceSeconds(seconds: number): void {
    this.millis += seconds * 1000;
  }

  advanceMinutes(minutes: number): void {
    this.advanceSeconds(minutes * 60);
  }
}
