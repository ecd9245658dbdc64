import { Random } from '../../src/simulator/random';

/** How big a run of the chaos is. The same settings give the same plan. */
export interface ChaosSettings {
  seed: number;
  days: number;
  /** Size of the simulated book. */
  contracts: number;
  /** How often the frequent kinds are synced on a day. */
  shifts: number;
  /** What happens in the servicing system in one shift. */
  events: number;
  /** The worker program itself, which does what `sync_schedules` says, instead of workers made for the test. */
  realWorkers: boolean;
}

const EVENT_WEIGHTS = {
  BOOK: 4,
  UNBOOK: 3,
  TERMINATE: 3,
  RELABEL: 5,
  CHANGE_ROLES: 6,
  BILL: 10,
  CHARGE: 8,
  PAY: 16,
  RETURN_PAYMENT: 8,
  DELETE_INVOICE: 6,
  NEW_CONTRACT: 5,
  NEW_CUSTOMER: 4,
  TOUCH: 10,
  REMOVE: 4,
  GARBLE: 6,
  REPAIR: 6,
  ASK_FOR_CUSTOMER: 6,
} as const;

/** What may happen. `ASK_FOR_CUSTOMER`: somebody asks the portal to sync one customer at once. */
export type EventWord = keyof typeof EVENT_WEIGHTS;

/** One thing that happens; `which` and `share` choose among what there is when it does. */
export interface PlannedEvent {
  word: EventWord;
  /** Any natural number. */
  which: number;
  /** From 0 to 999. */
  share: number;
}

/** What is wrong with the way to ASPIRE while the kinds are synced. */
export type Outage = { mode: 'down' | 'error' | 'halfPage' | 'slow'; times: number | undefined; ms: number; kind: string | undefined };

/** A worker dies: after so many pages written since the tick, and a moment later, so that it is in the midst of something. */
export interface PlannedKill {
  afterPages: number;
  momentMs: number;
}

/** What happens around one tick of the schedule. */
export interface Shift {
  before: PlannedEvent[];
  /** While the kinds are being synced. */
  during: PlannedEvent[];
  outage: Outage | undefined;
  kill: PlannedKill | undefined;
}

/** One simulated day. */
export interface DayPlan {
  day: number;
  shifts: Shift[];
  /** The servicing database is restored to where it stood a day before, and people order the recovery. */
  restore: { kill: PlannedKill | undefined } | undefined;
}

const KINDS_CUT_OFF = ['accounts', 'contracts', 'payments', 'invoices'] as const;
const WORDS = (Object.keys(EVENT_WEIGHTS) as EventWord[]).flatMap((word) => Array<EventWord>(EVENT_WEIGHTS[word]).fill(word));

/** All that is to happen, from the settings alone. At least one day has a restore, and each third shift or so an outage or a death. */
export function planChaos(settings: ChaosSettings): DayPlan[] {
  const random = new Random(settings.seed, 1);
  const restored = restoredDays(random, settings.days);
  return Array.from({ length: settings.days }, (_, index): DayPlan => {
    const shifts = Array.from({ length: settings.shifts }, () => planShift(random, settings.events));
    const restore = restored.has(index + 1) ? { kill: random.chance(60) ? planKill(random) : undefined } : undefined;
    return { day: index + 1, shifts, restore };
  });
}

/** One of the later days; of a long run one in ten. */
function restoredDays(random: Random, days: number): Set<number> {
  const first = days < 2 ? [] : [random.between(2, Math.min(days, 10))];
  return new Set([...first, ...Array.from({ length: days }, (_, index) => index + 1).filter((day) => day > 10 && random.chance(10))]);
}

function planShift(random: Random, events: number): Shift {
  const during = random.below(Math.ceil(events / 3) + 1);
  return {
    before: Array.from({ length: events - during }, () => planEvent(random)),
    during: Array.from({ length: during }, () => planEvent(random)),
    outage: random.chance(35) ? planOutage(random) : undefined,
    kill: random.chance(60) ? planKill(random) : undefined,
  };
}

function planEvent(random: Random): PlannedEvent {
  return { word: WORDS[random.below(WORDS.length)] ?? 'PAY', which: random.below(1_000_000), share: random.below(1_000) };
}

function planOutage(random: Random): Outage {
  return {
    mode: random.pick(['down', 'error', 'halfPage', 'slow']),
    times: random.chance(60) ? random.between(1, 4) : undefined,
    ms: random.pick([60, 150, 900]),
    kind: random.chance(50) ? random.pick(KINDS_CUT_OFF) : undefined,
  };
}

function planKill(random: Random): PlannedKill {
  return { afterPages: random.between(1, 7), momentMs: random.below(9) };
}
