/** What a chaos worker tells on its standard output, a line of JSON each. */
export type FromWorker =
  | { say: 'READY' }
  | { say: 'PAGE'; kind: string }
  /** `SKIPPED`: another worker is at it. */
  | { say: 'ENDED'; outcome: 'SUCCEEDED' | 'FAILED' | 'HALTED' | 'SKIPPED' };

export type SyncMode = 'FULL' | 'INCREMENTAL';

/** Whether the text is a way to sync. */
export function isMode(text: string): text is SyncMode {
  return text === 'FULL' || text === 'INCREMENTAL';
}
