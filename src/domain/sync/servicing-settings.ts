import type { ServicingSetting } from '../../persistence/entities/sync-schedule.entity';
import type { ServicingHintRow } from '../../persistence/repositories/servicing-hint.repository';

export type { ServicingSetting } from '../../persistence/entities/sync-schedule.entity';

/** `UNKNOWN`: nothing that could tell was synced yet. */
export type SettingVerdict = 'OK' | 'SEEMS_OFF' | 'UNKNOWN';

/** What the book tells of a setting in the servicing system. */
export interface SettingFinding {
  setting: ServicingSetting;
  verdict: SettingVerdict;
  /** What the verdict rests on, in a sentence. */
  evidence: string;
  /** What to do; null where nothing need be done. */
  advice: string | null;
  /** Null while nothing was judged. */
  judgedAt: Date | null;
}

interface SettingFacts {
  /** From this share of the contracts on, in percent, the setting seems to be off. */
  seemsOffFromPercent: number;
  /** Says of the contracts counted what is wrong with some of them. */
  symptom: string;
  advice: string;
}

/** A contract whose next payment was due longer ago was not worked on by the nightly job. */
export const NEXT_DUE_TOLERANCE_DAYS = 2;

/** What ASPIRE must have switched on (domain.md §5), and how it shows in the book when it is not. */
export const SERVICING_SETTINGS: Readonly<Record<ServicingSetting, SettingFacts>> = {
  CALCULATE_CONTRACT_VALUES: {
    seemsOffFromPercent: 5,
    symptom: `active contracts with remaining payments have a next due date more than ${NEXT_DUE_TOLERANCE_DAYS} days ago`,
    advice:
      'In ASPIRE, see whether the scheduled job "Calculate Contract Values" is set up and runs every night: without it balances, past due amounts and next due dates are old.',
  },
  SAVE_CUSTOMER_AMORTIZATION_SCHEDULE: {
    seemsOffFromPercent: 25,
    symptom: 'active loans and capital leases have no amortization schedule',
    advice:
      'In ASPIRE, set "Save Customer Amortization Schedule" to Yes. Contracts booked before get their schedule when they are next calculated and saved.',
  },
};

/** Judges a setting by what was last counted. */
export function findingOf(setting: ServicingSetting, hint: ServicingHintRow | undefined): SettingFinding {
  const { seemsOffFromPercent, symptom, advice } = SERVICING_SETTINGS[setting];
  if (!hint) return { setting, verdict: 'UNKNOWN', evidence: 'Nothing that could tell was synced yet.', advice: null, judgedAt: null };
  const { affected, total, judgedAt } = hint;
  if (total === 0) return { setting, verdict: 'UNKNOWN', evidence: 'There is no contract that could tell.', advice: null, judgedAt };
  const isOff = affected * 100 >= total * seemsOffFromPercent;
  const evidence = `${affected} of ${total} ${symptom}.`;
  return { setting, verdict: isOff ? 'SEEMS_OFF' : 'OK', evidence, advice: isOff ? advice : null, judgedAt };
}
