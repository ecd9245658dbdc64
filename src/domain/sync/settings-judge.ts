import type { Clock } from '../../kernel/clock';
import { addDays, localDateAt } from '../../kernel/local-date';
import type { ServicingSetting } from '../../persistence/entities/sync-schedule.entity';
import type { SyncKind } from '../../persistence/entities/sync.entity';
import type { HintCounts, ServicingHintRepository } from '../../persistence/repositories/servicing-hint.repository';
import { NEXT_DUE_TOLERANCE_DAYS } from './servicing-settings';

/** Counting passes over all contracts: once an hour is enough for what changes at night. */
const COUNT_AGAIN_AFTER_MS = 3_600_000;

/** What the judging works with. */
export interface SettingsJudgeParts {
  hints: ServicingHintRepository;
  clock: Clock;
  /** IANA; the finance company's days. */
  timeZone: string;
  /** Judging that fails must not fail a sync. */
  onFailure: (setting: ServicingSetting, error: unknown) => void;
}

/** Counts what tells whether settings in the servicing system are on, after the pull that brings it; requests only read the counts. */
export class SettingsJudge {
  constructor(private readonly parts: SettingsJudgeParts) {}

  /** After a good pull of a kind. A full one, which somebody may have waited for, always counts anew. Never throws. */
  async judgeAfter(kind: SyncKind, mode: 'FULL' | 'INCREMENTAL'): Promise<void> {
    const setting = SETTING_TOLD_BY[kind];
    if (setting === undefined) return;
    try {
      await this.judge(setting, mode === 'FULL');
    } catch (error) {
      this.parts.onFailure(setting, error);
    }
  }

  private async judge(setting: ServicingSetting, isAlwaysDue: boolean): Promise<void> {
    const { hints, clock } = this.parts;
    const now = clock.now();
    const last = (await hints.list()).find((hint) => hint.setting === setting);
    if (last && !isAlwaysDue && now.getTime() - last.judgedAt.getTime() < COUNT_AGAIN_AFTER_MS) return;
    await hints.save({ setting, ...(await this.count(setting)), judgedAt: now });
  }

  private count(setting: ServicingSetting): Promise<HintCounts> {
    const { hints, clock, timeZone } = this.parts;
    switch (setting) {
      case 'CALCULATE_CONTRACT_VALUES':
        return hints.countOverdueNext(addDays(localDateAt(clock.now(), timeZone), -NEXT_DUE_TOLERANCE_DAYS));
      case 'SAVE_CUSTOMER_AMORTIZATION_SCHEDULE':
        return hints.countUnscheduled();
    }
  }
}

/** The kind whose pull brings what tells of a setting. */
const SETTING_TOLD_BY: Partial<Record<SyncKind, ServicingSetting>> = {
  contracts: 'CALCULATE_CONTRACT_VALUES',
  schedules: 'SAVE_CUSTOMER_AMORTIZATION_SCHEDULE',
};
