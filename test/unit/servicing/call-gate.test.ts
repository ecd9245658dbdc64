import * as fc from 'fast-check';
import type { CallLane } from '../../../src/domain/sync/servicing-traffic';
import { CallGate, NoTurnError, type Patience } from '../../../src/servicing/call-gate';
import { FakeCallTime, settle } from '../../support/fake-call-time';

let time: FakeCallTime;
beforeEach(() => (time = new FakeCallTime()));

/** A gate whose callers are known by name and leave when told to. */
function gate(callsAtOnce: number, callsPerSecond: number) {
  const subject = new CallGate({ callsAtOnce, callsPerSecond }, time);
  const inside = new Map<string, () => void>();
  const turned: string[] = [];
  const turnedAway: unknown[] = [];
  return {
    subject,
    turned,
    turnedAway,
    inside: () => [...inside.keys()],
    call(lane: CallLane, name: string, patience?: Patience): void {
      subject.enter(lane, patience).then(
        (leave) => {
          turned.push(name);
          inside.set(name, leave);
        },
        (error: unknown) => turnedAway.push(error),
      );
    },
    async leave(name: string): Promise<void> {
      inside.get(name)?.();
      inside.delete(name);
      await settle();
    },
  };
}

describe('places', () => {
  it('are given first come, first served', async () => {
    const { call, leave, turned, inside } = gate(4, 1_000);
    for (const name of ['a', 'b', 'c', 'd']) call('feed', name);
    await settle();
    expect(inside()).toEqual(['a', 'b']);
    await leave('b');
    await leave('a');
    expect(turned).toEqual(['a', 'b', 'c', 'd']);
  });

  it('of urgent calls are free however many feed pages wait', async () => {
    const { call, inside } = gate(4, 1_000);
    for (let page = 0; page < 50; page += 1) call('feed', `page ${page}`);
    call('urgent', 'payment');
    call('urgent', 'check');
    call('urgent', 'third');
    await settle();
    expect(inside()).toEqual(['page 0', 'page 1', 'payment', 'check']);
  });

  it('that fall free are an urgent call’s first', async () => {
    const { call, leave, inside } = gate(4, 1_000);
    for (const page of ['p1', 'p2', 'p3']) call('feed', page);
    for (const check of ['c1', 'c2', 'c3']) call('urgent', check);
    await settle();
    await leave('p1');
    expect(inside()).toEqual(['p2', 'c1', 'c2', 'c3']);
  });

  it('are never all taken by urgent calls', async () => {
    const { call, inside } = gate(4, 1_000);
    for (let check = 0; check < 9; check += 1) call('urgent', `check ${check}`);
    call('feed', 'page');
    await settle();
    expect(inside()).toEqual(['check 0', 'check 1', 'check 2', 'page']);
  });

  it('need room for both lanes', () => {
    expect(() => new CallGate({ callsAtOnce: 1, callsPerSecond: 10 }, time)).toThrow(RangeError);
  });

  it('are never more than allowed, and everybody has a turn, whatever the order', async () => {
    const steps = fc.array(fc.oneof(fc.constant('feed' as const), fc.constant('urgent' as const), fc.nat({ max: 20 })), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 9 }), steps, async (callsAtOnce, order) => {
        const { call, leave, inside, turned } = gate(callsAtOnce, 1_000_000);
        let calls = 0;
        for (const step of order) {
          if (typeof step === 'string') call(step, `${step} ${(calls += 1)}`);
          else await leave(inside()[step % Math.max(1, inside().length)] ?? '');
          await settle();
          expect(inside().length).toBeLessThanOrEqual(callsAtOnce);
          expect(inside().filter((name) => name.startsWith('feed')).length).toBeLessThanOrEqual(Math.ceil(callsAtOnce / 2));
        }
        for (let [first] = inside(); first !== undefined; [first] = inside()) await leave(first);
        expect(turned).toHaveLength(calls);
        const numbers = (lane: string) => turned.filter((name) => name.startsWith(lane)).map((name) => Number(name.split(' ')[1]));
        for (const lane of ['feed', 'urgent']) expect(numbers(lane)).toEqual(numbers(lane).sort((one, other) => one - other));
      }),
      { numRuns: 60 },
    );
  });
});

describe('calls a second', () => {
  it('are bounded, after a small burst, and urgent calls have theirs whatever the feed takes', async () => {
    const { call, turned } = gate(1_000, 20);
    const urgent = () => turned.filter((name) => name === 'check').length;
    for (let page = 0; page < 200; page += 1) call('feed', 'page');
    await settle();
    expect(turned).toHaveLength(5);
    await time.pass(1_000);
    expect(turned).toHaveLength(25);
    for (let check = 0; check < 50; check += 1) call('urgent', 'check');
    await settle();
    expect(urgent()).toBe(5);
    await time.pass(1_000);
    expect([urgent(), turned.length]).toEqual([15, 45]);
    await time.pass(1_000);
    expect([urgent(), turned.length]).toEqual([25, 65]);
  });

  it('can be few', async () => {
    const { call, turned } = gate(4, 1);
    call('feed', 'page');
    call('feed', 'page');
    call('urgent', 'check');
    await settle();
    expect(turned).toEqual(['page', 'check']);
    await time.pass(10_000);
    expect(turned).toEqual(['page', 'check', 'page']);
  });

  it('wait as long as the other side asks', async () => {
    const { subject, call, turned } = gate(4, 20);
    subject.hold('feed', 3_000);
    call('feed', 'page');
    call('urgent', 'check');
    await time.pass(2_999);
    expect(turned).toEqual(['check']);
    await time.pass(200);
    expect(turned).toEqual(['check', 'page']);
  });
});

describe('who waits', () => {
  it('leaves at once when its signal aborts, with the signal’s reason, and nobody else is held up', async () => {
    const { call, leave, turned, turnedAway } = gate(2, 1_000);
    const stop = new AbortController();
    call('feed', 'first');
    call('feed', 'broken off', { signal: stop.signal });
    call('feed', 'next');
    await settle();
    stop.abort(new Error('The process is stopping.'));
    await settle();
    expect(turnedAway).toEqual([new Error('The process is stopping.')]);
    await leave('first');
    expect(turned).toEqual(['first', 'next']);
  });

  it('leaves nothing behind that waits for the rate', async () => {
    const { call, turnedAway } = gate(4, 2);
    const stop = new AbortController();
    call('feed', 'first');
    call('feed', 'second', { signal: stop.signal });
    await settle();
    stop.abort(new Error('Enough.'));
    await settle();
    expect(turnedAway).toHaveLength(1);
    expect(time.asleep).toBe(0);
  });

  it('does not even begin with a signal that is aborted', async () => {
    const { call, turned, turnedAway } = gate(2, 1_000);
    call('feed', 'page', { signal: AbortSignal.abort(new Error('Too late.')) });
    await settle();
    expect([turned, turnedAway]).toEqual([[], [new Error('Too late.')]]);
  });

  it('waits no longer than its patience', async () => {
    const { call, turnedAway, turned } = gate(2, 1_000);
    call('urgent', 'first', { patienceMs: 500 });
    call('urgent', 'second', { patienceMs: 500 });
    await time.pass(499);
    expect(turnedAway).toEqual([]);
    await time.pass(1);
    expect(turnedAway).toEqual([expect.any(NoTurnError)]);
    expect(turned).toEqual(['first']);
    expect(time.asleep).toBe(0);
  });
});
