import type { Actor } from '../../kernel/actor';
import { csvDocument } from '../../kernel/csv';
import { instantText } from '../../kernel/instant';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { AuditEntryRow, AuditFilter, AuditRepository } from '../../persistence/repositories/audit.repository';
import type { AuditLog } from './audit-log';

/** More than this is not handed over in one answer. */
export const EXPORT_LIMIT = 10_000;

const READ_AT_ONCE = 2_000;
const HEADER = [
  'at',
  'realm',
  'actorId',
  'actorName',
  'action',
  'subjectType',
  'subjectId',
  'summary',
  'before',
  'after',
  'reason',
  'requestId',
  'address',
] as const;

/** Hands the audit log out as CSV; the export is an entry itself. */
export class AuditExportService {
  constructor(
    private readonly database: Database,
    private readonly entries: AuditRepository,
    private readonly audit: AuditLog,
  ) {}

  /** The entries that fit, latest first. Refused: `TOO_MANY_ENTRIES` beyond 10 000. */
  async export(actor: Actor, filter: AuditFilter): Promise<Outcome<{ csv: string; rowCount: number }>> {
    const rows = await this.read(filter);
    if (rows.length > EXPORT_LIMIT) {
      const message = `More than ${EXPORT_LIMIT} entries fit. Narrow the filter, for example by from and until.`;
      return refused({ code: 'TOO_MANY_ENTRIES', message, field: 'filter' });
    }
    const rowCount = rows.length;
    await this.database.transaction((transaction) =>
      this.audit.record(transaction, actor, {
        action: 'AUDIT_EXPORT',
        subjectType: 'AUDIT_LOG',
        subjectId: null,
        summary: `Exported ${rowCount} audit entries.`,
        after: { ...filter, rowCount },
      }),
    );
    return done({ csv: csvDocument(HEADER, rows.map(toCells)), rowCount });
  }

  private async read(filter: AuditFilter): Promise<AuditEntryRow[]> {
    const rows: AuditEntryRow[] = [];
    for (;;) {
      const last = rows.at(-1);
      const from = last && { value: last.id, id: last.id };
      // One row more than asked for tells that there are more.
      const page = await this.entries.list(filter, { limit: READ_AT_ONCE, backward: false, from });
      rows.push(...page.slice(0, READ_AT_ONCE));
      if (page.length <= READ_AT_ONCE || rows.length > EXPORT_LIMIT) return rows;
    }
  }
}

function toCells(row: AuditEntryRow): (string | number | null)[] {
  const at = instantText(row.at);
  const who = [at, row.realm, row.actorId, row.actorName, row.action, row.subjectType, row.subjectId, row.summary];
  return [...who, row.stateBefore, row.stateAfter, row.reason, row.requestId, row.address];
}
