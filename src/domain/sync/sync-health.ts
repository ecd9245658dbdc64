import type { SyncKind } from '../../persistence/entities/sync.entity';
import type { ServicingStateRow } from '../../persistence/repositories/servicing-state.repository';
import type { KindHealth } from './kind-health';
import type { ServicingCircuit } from './servicing-circuits';
import type { SettingFinding } from './servicing-settings';

export type { ServicingStateRow } from '../../persistence/repositories/servicing-state.repository';

/** How the sync stands, the first that fits: a version that is too old and a halt stop it, a failure holds it up, the rest is worth a look. */
export type SyncHealthState = 'UNSUPPORTED_VERSION' | 'HALTED' | 'FAILING' | 'NEVER_SYNCED' | 'LATE' | 'NEEDS_ATTENTION' | 'OK';

/** How the sync stands, for people. */
export interface SyncVerdict {
  state: SyncHealthState;
  /** In a sentence or two. */
  message: string;
  /** What to do; null where nothing need be done. */
  advice: string | null;
}

/** Everything the health report says. */
export interface SyncHealth extends SyncVerdict {
  /** Undefined before the servicing system was ever asked. */
  servicing: ServicingStateRow | undefined;
  kinds: readonly KindHealth[];
  settings: readonly SettingFinding[];
  /** How our processes get on with the servicing system; those that never had trouble are absent. */
  circuits: readonly ServicingCircuit[];
}

/** What the verdict rests on. */
export type SyncFacts = Pick<SyncHealth, 'servicing' | 'kinds' | 'settings'>;

/** What staff do about a sync that stands still. */
export const HALT_ADVICE =
  'Make sure that the servicing system is whole and up to date again, then start a full sync ("syncStart" with mode FULL, or "portal sync --full"): it also removes what is gone. Until then people see what was read before.';

/** Judges how the sync stands. */
export function syncVerdictOf(facts: SyncFacts): SyncVerdict {
  for (const judge of [unsupported, halted, failing, neverSynced, late, worthALook]) {
    const verdict = judge(facts);
    if (verdict) return verdict;
  }
  return { state: 'OK', message: 'Everything is synced as it is meant to be.', advice: null };
}

function unsupported({ servicing }: SyncFacts): SyncVerdict | undefined {
  if (!servicing || servicing.isSupported) return undefined;
  const { product, version, minimumVersion } = servicing;
  return {
    state: 'UNSUPPORTED_VERSION',
    message: `${product} ${version} is too old: this portal needs ${minimumVersion} or later. Nothing is synced.`,
    advice: `Upgrade ${product} to ${minimumVersion} or later. The sync then goes on by itself.`,
  };
}

function halted({ servicing }: SyncFacts): SyncVerdict | undefined {
  if (!servicing?.haltedAt) return undefined;
  const message = `The sync has been standing still since ${servicing.haltedAt.toISOString()}: ${servicing.haltReason}`;
  return { state: 'HALTED', message, advice: HALT_ADVICE };
}

function failing({ kinds }: SyncFacts): SyncVerdict | undefined {
  const failed = kinds.filter((kind) => kind.failures > 0);
  const [first] = failed;
  if (!first) return undefined;
  return {
    state: 'FAILING',
    message: `The last pull of ${listed(failed)} failed: ${first.lastRun?.error ?? 'for a reason not noted'}`,
    advice:
      'It is tried again by itself, after growing pauses. If it goes on, see the error of each kind, and whether the servicing system and its connector are up.',
  };
}

function neverSynced({ kinds }: SyncFacts): SyncVerdict | undefined {
  const missing = kinds.filter((kind) => kind.isOn && kind.lastGoodRun === null);
  if (missing.length === 0) return undefined;
  const isUnderWay = missing.some((kind) => kind.running);
  const what = missing.length === kinds.length ? 'Nothing was' : `No ${missing.map((kind) => kindInWords(kind.kind)).join(', no ')} were`;
  return {
    state: 'NEVER_SYNCED',
    message: `${what} ever synced.${isUnderWay ? ' The first sync is under way.' : ''}`,
    advice: isUnderWay ? null : 'See whether a worker is running ("npm run start:worker"): it begins within seconds of its start.',
  };
}

function late({ kinds }: SyncFacts): SyncVerdict | undefined {
  const behind = kinds.filter((kind) => kind.isLate);
  if (behind.length === 0) return undefined;
  const isUnderWay = behind.every((kind) => kind.running);
  return {
    state: 'LATE',
    message: `Not read for longer than they are meant to be: ${listed(behind)}.${isUnderWay ? ' They are being read now.' : ''}`,
    advice: isUnderWay ? null : 'See whether a worker is running ("npm run start:worker") and what its log says.',
  };
}

function worthALook({ kinds, settings }: SyncFacts): SyncVerdict | undefined {
  const off = kinds.filter((kind) => !kind.isOn);
  const unread = kinds.filter((kind) => kind.setAsideCount > 0);
  const suspect = settings.filter((setting) => setting.verdict === 'SEEMS_OFF');
  const messages = [
    ...(off.length > 0 ? [`The regular sync of ${listed(off)} is switched off.`] : []),
    ...(unread.length > 0 ? [`Some records of ${listed(unread)} could not be read and are set aside.`] : []),
    ...suspect.map((setting) => setting.evidence),
  ];
  const advice = [
    ...(off.length > 0 ? ['Switch it on again with "syncScheduleUpdate".'] : []),
    ...(unread.length > 0 ? ['See "setAsideRecords" for what is wrong with them, and have it put right in the servicing system.'] : []),
    ...suspect.flatMap((setting) => setting.advice ?? []),
  ];
  return messages.length > 0 ? { state: 'NEEDS_ATTENTION', message: messages.join(' '), advice: advice.join(' ') } : undefined;
}

/** `linesOfCredit` is "lines of credit". */
function kindInWords(kind: SyncKind): string {
  return kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function listed(kinds: readonly KindHealth[]): string {
  return kinds.map(({ kind }) => kindInWords(kind)).join(', ');
}
