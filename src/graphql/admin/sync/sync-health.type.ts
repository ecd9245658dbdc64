import { Field, Int, ObjectType } from 'type-graphql';
import type { KindHealth, RunningPull } from '../../../domain/sync/kind-health';
import type { Cadence } from '../../../domain/sync/kind-facts';
import type { ServicingSetting, SettingFinding, SettingVerdict } from '../../../domain/sync/servicing-settings';
import type { ServicingStateRow, SyncHealth, SyncHealthState } from '../../../domain/sync/sync-health';
import type { SyncMode } from '../../../domain/sync/sync-reader';
import { describedEnum } from '../../shared/enum';
import { DateTime } from '../../shared/scalars';
import { SyncKindEnum, toKindWord, type SyncKindWord } from '../../types/sync/sync-kind-enum';
import { ServicingCircuitType, toServicingCircuit } from './servicing-circuit.type';
import { SyncModeEnum, SyncRunType, toSyncRun } from './sync.types';

const SyncHealthStateEnum = describedEnum<SyncHealthState>('SyncHealthState', 'How the sync stands, the first that fits.', {
  UNSUPPORTED_VERSION: 'The servicing system is too old: nothing is synced.',
  HALTED:
    'It stands still until a person has looked, because the servicing database seems to have been restored or lost much of what it held.',
  FAILING: 'The last pull of a kind failed; it is tried again.',
  NEVER_SYNCED: 'A kind was never read to its end.',
  LATE: 'A kind was not read for longer than it is meant to be.',
  NEEDS_ATTENTION:
    'Up to date, yet something is worth a look: a kind is switched off, records are set aside, or a setting in ASPIRE seems to be off.',
  OK: 'As it is meant to be.',
});

const SyncCadenceEnum = describedEnum<Cadence>('SyncCadence', 'How often a kind is pulled.', {
  FREQUENT: 'Several times an hour.',
  DAILY: 'Once a day, in the small hours.',
});

const ServicingSettingNameEnum = describedEnum<ServicingSetting>(
  'ServicingSettingName',
  'A setting in ASPIRE that the portal depends on and cannot read.',
  {
    CALCULATE_CONTRACT_VALUES:
      'The scheduled job "Calculate Contract Values", which keeps balances, past due amounts and next due dates fresh.',
    SAVE_CUSTOMER_AMORTIZATION_SCHEDULE: 'The setting "Save Customer Amortization Schedule", without which there is no schedule to show.',
  },
);

const SettingVerdictEnum = describedEnum<SettingVerdict>('ServicingSettingVerdict', 'Whether a setting seems to be on.', {
  OK: 'The data looks as it does with the setting on.',
  SEEMS_OFF: 'The data looks as it does with the setting off.',
  UNKNOWN: 'Nothing that could tell was synced yet.',
});

@ObjectType('SyncHalt', { description: 'Why the sync stands still.', simpleResolvers: true })
export class SyncHaltType {
  @Field(() => DateTime, { description: 'Since when.' })
  since: string;

  @Field(() => String, { description: 'Why, in plain words.' })
  reason: string;
}

@ObjectType('ServicingSystem', { description: 'What the servicing system last said of itself.', simpleResolvers: true })
export class ServicingSystemType {
  @Field(() => String, { description: 'Its name.' })
  product: string;

  @Field(() => String, { description: 'Its version.' })
  version: string;

  @Field(() => String, { description: 'The oldest version that the portal syncs from.' })
  minimumVersion: string;

  @Field(() => Boolean, { description: 'Whether it is as new as that.' })
  isSupported: boolean;

  @Field(() => DateTime, { description: 'When it said so.' })
  describedAt: string;
}

@ObjectType('ServicingSetting', { description: 'What the book tells of a setting in ASPIRE.', simpleResolvers: true })
export class ServicingSettingType {
  @Field(() => ServicingSettingNameEnum, { description: 'The setting.' })
  setting: ServicingSetting;

  @Field(() => SettingVerdictEnum, { description: 'Whether it seems to be on.' })
  verdict: SettingVerdict;

  @Field(() => String, { description: 'What that rests on, in a sentence.' })
  evidence: string;

  @Field(() => String, { nullable: true, description: 'What to do; null where nothing need be done.' })
  advice: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the data was last looked at; null before the first time.' })
  judgedAt: string | null;
}

@ObjectType('RunningSync', { description: 'A pull that is under way now.', simpleResolvers: true })
export class RunningSyncType {
  @Field(() => SyncModeEnum, { description: 'How much is pulled.' })
  mode: SyncMode;

  @Field(() => DateTime, { description: 'When it started.' })
  startedAt: string;

  @Field(() => Int, { description: 'Records read so far: written, removed and set aside together.' })
  records: number;

  @Field(() => Int, { nullable: true, description: 'Records a second so far; null while nothing can be said.' })
  recordsPerSecond: number | null;

  @Field(() => Int, { description: 'How much of what there is to read has been read, in percent.' })
  progressPercent: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Seconds it will still take at this pace; null while nothing can be said, as where it goes on with an earlier one.',
  })
  secondsLeft: number | null;
}

@ObjectType('SyncKindHealth', { description: 'How one kind stands.', simpleResolvers: true })
export class SyncKindHealthType {
  @Field(() => SyncKindEnum, { description: 'The kind.' })
  kind: SyncKindWord;

  @Field(() => SyncCadenceEnum, { description: 'How often it is pulled.' })
  cadence: Cadence;

  @Field(() => Boolean, { description: 'Whether it is pulled regularly; see `syncScheduleUpdate`.' })
  isOn: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When it is pulled next; null while it is off and was not asked for.' })
  dueAt: string | null;

  @Field(() => SyncModeEnum, { nullable: true, description: 'What was asked for by hand and is not done yet; null when nothing was.' })
  wantedMode: SyncMode | null;

  @Field(() => Int, { description: 'Pulls in a row that failed.' })
  failures: number;

  @Field(() => SyncRunType, { nullable: true, description: 'The latest pull; null before the first.' })
  lastRun: SyncRunType | null;

  @Field(() => SyncRunType, { nullable: true, description: 'The latest pull that ended well; null before the first.' })
  lastGoodRun: SyncRunType | null;

  @Field(() => RunningSyncType, { nullable: true, description: 'The pull that is under way; null while none is.' })
  running: RunningSyncType | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Seconds since the last pull that ended well began: what changed before is here. Null before the first.',
  })
  lagSeconds: number | null;

  @Field(() => Boolean, { description: 'Whether it was not read for longer than it is meant to be; never true of what is switched off.' })
  isLate: boolean;

  @Field(() => Int, { description: 'Records that wait to become readable, counted to 10 000; see `setAsideRecords`.' })
  setAsideCount: number;
}

@ObjectType('SyncHealth', {
  description: 'How the sync with the servicing system stands, and what to do about it. Cheap enough to be asked every few seconds.',
  simpleResolvers: true,
})
export class SyncHealthType {
  @Field(() => SyncHealthStateEnum, { description: 'How it stands, in a word.' })
  state: SyncHealthState;

  @Field(() => String, { description: 'The same in a sentence or two.' })
  message: string;

  @Field(() => String, { nullable: true, description: 'What to do about it; null where nothing need be done.' })
  advice: string | null;

  @Field(() => SyncHaltType, { nullable: true, description: 'Why it stands still; null while it does not.' })
  halt: SyncHaltType | null;

  @Field(() => ServicingSystemType, { nullable: true, description: 'The servicing system; null before it was first asked.' })
  servicingSystem: ServicingSystemType | null;

  @Field(() => [SyncKindHealthType], { description: 'Every kind, in the order they are pulled.' })
  kinds: SyncKindHealthType[];

  @Field(() => [ServicingSettingType], { description: 'Settings in ASPIRE that the portal depends on, as far as the data tells.' })
  settings: ServicingSettingType[];

  @Field(() => [ServicingCircuitType], {
    description: 'How the processes of the portal get on with the servicing system; empty while none has had trouble.',
  })
  circuits: ServicingCircuitType[];
}

/** The health report as staff are shown it. */
export function toSyncHealth({ state, message, advice, servicing, kinds, settings, circuits }: SyncHealth): SyncHealthType {
  return {
    state,
    message,
    advice,
    halt: servicing?.haltedAt ? { since: servicing.haltedAt.toISOString(), reason: servicing.haltReason ?? '' } : null,
    servicingSystem: servicing ? toServicingSystem(servicing) : null,
    kinds: kinds.map(toKindHealth),
    settings: settings.map(toSetting),
    circuits: circuits.map(toServicingCircuit),
  };
}

function toServicingSystem({ product, version, minimumVersion, isSupported, describedAt }: ServicingStateRow): ServicingSystemType | null {
  if (product === null || version === null || minimumVersion === null || describedAt === null) return null;
  return { product, version, minimumVersion, isSupported, describedAt: describedAt.toISOString() };
}

function toSetting(finding: SettingFinding): ServicingSettingType {
  return { ...finding, judgedAt: finding.judgedAt?.toISOString() ?? null };
}

function toKindHealth(health: KindHealth): SyncKindHealthType {
  return {
    ...health,
    kind: toKindWord(health.kind),
    dueAt: health.dueAt?.toISOString() ?? null,
    lastRun: health.lastRun && toSyncRun(health.lastRun),
    lastGoodRun: health.lastGoodRun && toSyncRun(health.lastGoodRun),
    running: health.running && toRunning(health.running),
  };
}

function toRunning(running: RunningPull): RunningSyncType {
  return { ...running, startedAt: running.startedAt.toISOString() };
}
