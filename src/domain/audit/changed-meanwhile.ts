import type { Refusal } from '../../kernel/outcome';
import type { Transaction } from '../../persistence/database';
import type { AuditRepository } from '../../persistence/repositories/audit.repository';
import type { AuditSubject } from './audit-log';

const ENTRIES_READ = 20;
const ENTRIES_TOLD = 5;

/** What an edit was based on and what it meets. */
export interface StaleEdit {
  subjectType: AuditSubject;
  subjectId: number;
  /** The version the caller had seen. */
  seen: number;
}

/** The refusal of an edit that is based on an older version: `CHANGED_MEANWHILE`, with who changed what and when, out of the audit log. */
export async function changedMeanwhile(entries: AuditRepository, transaction: Transaction, edit: StaleEdit): Promise<Refusal> {
  const latest = await entries.listOfSubject(transaction, edit.subjectType, edit.subjectId, ENTRIES_READ);
  const since = latest.filter((entry) => Number(entry.stateAfter?.['version'] ?? 0) > edit.seen).slice(0, ENTRIES_TOLD);
  const told = since.map((entry) => `${entry.actorName} at ${entry.at.toISOString()}: ${entry.summary}`);
  const message = ['This was changed since you read it; nothing of yours was saved. Read it again and repeat your change.', ...told].join(
    ' ',
  );
  return { code: 'CHANGED_MEANWHILE', message, field: 'version' };
}

/** A difference between two states: only the fields that differ, and a sentence that names them. */
export interface Difference {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  /** For example `name "North" → "South"`. */
  words: string;
}

/** What `change` alters in `current`; undefined when it alters nothing. Fields of `change` that are undefined stay as they are. */
export function differenceOf(
  current: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Difference | undefined {
  const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
  const fields = Object.keys(change).filter((field) => change[field] !== undefined && text(change[field]) !== text(current[field]));
  if (fields.length === 0) return undefined;
  const only = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(fields.map((field) => [field, values[field]]));
  return {
    before: only(current),
    after: only(change),
    words: fields.map((field) => `${field} ${text(current[field])} → ${text(change[field])}`).join(', '),
  };
}
