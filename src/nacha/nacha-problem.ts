/** What is wrong at one place of a file. Records count from 1, columns from 1 to 94, as the Nacha rules count them. */
export interface NachaProblem {
  record: number;
  /** The kind of record, in the rules' words: `entry detail`. */
  recordType: string;
  /** The field, in the rules' words: `Amount`. */
  field: string;
  from: number;
  to: number;
  reason: string;
}

/** A problem as a sentence: `Record 3 (entry detail), columns 30–39, Amount: is over 99,999,999.99.` */
export function describeProblem(problem: NachaProblem): string {
  const { record, recordType, field, from, to, reason } = problem;
  const columns = from === to ? `column ${from}` : `columns ${from}–${to}`;
  return `Record ${record} (${recordType}), ${columns}, ${field}: ${reason}.`;
}

/** A file that may not be written as asked. Carries every problem that was found before giving up, at least one. */
export class NachaError extends Error {
  constructor(readonly problems: readonly [NachaProblem, ...NachaProblem[]]) {
    const more = problems.length - 1;
    super(describeProblem(problems[0]) + (more > 0 ? ` And ${more} more.` : ''));
    this.name = 'NachaError';
  }
}
