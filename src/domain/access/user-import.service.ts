import type { Actor } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import { notFound } from '../../kernel/fault';
import { csvDocument } from '../../kernel/csv';
import { done, refused, type Outcome } from '../../kernel/outcome';
import type { Database } from '../../persistence/database';
import type { UserImportProblem } from '../../persistence/entities/user-import.entity';
import type { SiteRepository } from '../../persistence/repositories/site.repository';
import type {
  UserImportRepository,
  UserImportResult,
  UserImportRow,
  UserToImport,
} from '../../persistence/repositories/user-import.repository';
import type { Act, AuditLog } from '../audit/audit-log';
import type { CustomerSyncRequests } from './customer-sync-requests';
import type { Invitations } from '../users/invitation';
import { ACCOUNT_SEPARATOR, readUserFile, USER_FILE_COLUMNS, USER_FILE_LIMITS, type UserFile } from './user-import-file';
import { UserImportPlanner, type PlanSources } from './user-import-plan';

export type { UserImportRow } from '../../persistence/repositories/user-import.repository';
export type { UserImportProblem, UserImportState } from '../../persistence/entities/user-import.entity';

/** What imports need. */
export interface UserImportParts extends PlanSources {
  database: Database;
  sites: SiteRepository;
  imports: UserImportRepository;
  audit: AuditLog;
  customerSyncs: CustomerSyncRequests;
  invitations: Invitations;
  clock: Clock;
  /** Hears of what went wrong on our side. */
  onFailure: (error: unknown) => void;
}

/** A process not heard of for longer than this is taken for dead. */
const SILENCE_MS = 60_000;
const ROWS_AT_ONCE = 500;
const NOTHING: UserImportResult = { state: 'REFUSED', rowsDone: 0, usersCreated: 0, usersExtended: 0, linksCreated: 0, problems: null };

class BrokenOff extends Error {}

/** Imports users, who are invited to choose a password, and their links from a file, all of it or nothing; and exports them in the same form. */
export class UserImportService {
  private readonly running = new Set<Promise<void>>();
  private isStopping = false;

  constructor(private readonly parts: UserImportParts) {}

  /**
   * Checks a file and, unless it is a dry run, imports it in one transaction. A file of up to 500 rows is finished when this answers, and any file
   * with `wait`; a longer one goes on in the background. What is wrong in the file is told by the import itself. Refused: `FILE_TOO_LARGE`, `TOO_MANY_ROWS`.
   */
  async start(actor: Actor, csv: string, options: { dryRun: boolean; wait?: boolean }): Promise<Outcome<UserImportRow>> {
    if (Buffer.byteLength(csv) > USER_FILE_LIMITS.bytes) {
      return refused({ code: 'FILE_TOO_LARGE', message: `A file has at most ${USER_FILE_LIMITS.bytes / 1_000_000} MB.`, field: 'csv' });
    }
    const file = readUserFile(csv);
    if (file.rowsTotal > USER_FILE_LIMITS.rows) {
      const message = `A file has at most ${USER_FILE_LIMITS.rows} rows; this one has ${file.rowsTotal}.`;
      return refused({ code: 'TOO_MANY_ROWS', message, field: 'csv' });
    }
    const { database, imports, clock } = this.parts;
    const start = { isDryRun: options.dryRun, startedBy: actor.name.slice(0, 254), startedAt: clock.now(), rowsTotal: file.rowsTotal };
    const id = await database.transaction((transaction) => imports.saveNew(transaction, start));
    const run = this.run(id, actor, file, options.dryRun).finally(() => this.running.delete(run));
    this.running.add(run);
    if (options.wait === true || file.rowsTotal <= ROWS_AT_ONCE) await run;
    const row = await this.find(id);
    if (!row) throw notFound();
    return done(row);
  }

  find(id: number): Promise<UserImportRow | undefined> {
    return this.parts.imports.find(id, new Date(this.parts.clock.now().getTime() - SILENCE_MS));
  }

  /** The users of a site in the form in which they can be imported. Refused: `TOO_MANY_USERS`. @throws Fault NOT_FOUND for an unknown site. */
  async export(actor: Actor, siteId: number): Promise<Outcome<{ csv: string; rowCount: number }>> {
    const { sites, imports, database, audit } = this.parts;
    const [site] = await sites.findByIds([siteId]);
    if (!site) throw notFound();
    const rows: string[][] = [];
    for (let afterId = 0, isLast = false; !isLast;) {
      const users = await imports.listForExport(siteId, afterId, ROWS_AT_ONCE);
      for (const { email, firstName, lastName, accountNumbers } of users) {
        rows.push([site.siteKey, email, firstName, lastName, accountNumbers.join(ACCOUNT_SEPARATOR)]);
      }
      if (rows.length > USER_FILE_LIMITS.rows) {
        const message = `The site has more than ${USER_FILE_LIMITS.rows} users, which is more than a file holds.`;
        return refused({ code: 'TOO_MANY_USERS', message, field: 'siteId' });
      }
      afterId = users.at(-1)?.id ?? 0;
      isLast = users.length < ROWS_AT_ONCE;
    }
    const act = { action: 'USERS_EXPORT', subjectType: 'SITE', subjectId: siteId } as const;
    const summary = `Exported the ${rows.length} users of the site ${site.name}.`;
    await database.transaction((transaction) => audit.record(transaction, actor, { ...act, summary, after: { rowCount: rows.length } }));
    return done({ csv: csvDocument(USER_FILE_COLUMNS, rows), rowCount: rows.length });
  }

  /** Breaks off what runs: nothing of it is imported. */
  async close(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.running);
  }

  /** Ends the import in one way or another; never throws. */
  private async run(id: number, actor: Actor, file: UserFile, dryRun: boolean): Promise<void> {
    try {
      const plan = file.problems.some(({ code }) => code === 'MALFORMED' || code === 'WRONG_HEADER')
        ? []
        : await this.plan(id, file, dryRun);
      const problems = file.problems.toSorted((one, other) => one.row - other.row);
      const result: UserImportResult = { ...countsOf(plan), state: 'DONE', rowsDone: file.rowsTotal, problems: null };
      if (problems.length > 0) await this.end(id, { ...NOTHING, rowsDone: dryRun ? file.rowsTotal : 0, problems });
      else if (dryRun) await this.end(id, result);
      else await this.write(id, actor, plan, result);
    } catch (error) {
      await this.fail(id, error);
    }
  }

  /** Looks everything up; what is wrong is added to the file's problems. */
  private async plan(id: number, file: UserFile, dryRun: boolean): Promise<UserToImport[]> {
    const planner = new UserImportPlanner(this.parts);
    const users: UserToImport[] = [];
    for (let from = 0; from < file.rows.length; from += ROWS_AT_ONCE) {
      await this.progress(id, dryRun ? from : 0);
      const plan = await planner.plan(file.rows.slice(from, from + ROWS_AT_ONCE));
      users.push(...plan.users);
      file.problems.push(...plan.problems);
    }
    return users;
  }

  private async write(id: number, actor: Actor, users: readonly UserToImport[], result: UserImportResult): Promise<void> {
    const { database, imports, audit, customerSyncs, invitations, clock } = this.parts;
    await database.transaction(async (transaction) => {
      for (let from = 0; from < users.length; from += ROWS_AT_ONCE) {
        await this.progress(id, from);
        const part = users.slice(from, from + ROWS_AT_ONCE);
        const ids = await imports.saveUsers(transaction, part, clock.now());
        await audit.recordAll(
          transaction,
          actor,
          part.map((user, index) => actOf(user, ids[index] as number)),
        );
        await invitations.invite(
          transaction,
          part.flatMap((user, index) => (user.id === undefined ? [{ ...user, id: ids[index] as number }] : [])),
        );
      }
      const { usersCreated, usersExtended, linksCreated } = result;
      const summary = `Imported a file of users: ${usersCreated} created, ${usersExtended} given links, ${linksCreated} links in all.`;
      const act = { action: 'USERS_IMPORT', subjectType: 'USER_IMPORT', subjectId: id } as const;
      await audit.record(transaction, actor, { ...act, summary, after: { usersCreated, usersExtended, linksCreated } });
      // Last: who else asks for one of these customers waits until this is over.
      const linked = users.flatMap((user) => user.accountIds);
      await customerSyncs.request(transaction, linked, 'IMPORTED');
      if (!(await imports.saveEnd(transaction, id, result, clock.now()))) throw new BrokenOff();
    });
  }

  private async progress(id: number, rowsDone: number): Promise<void> {
    if (this.isStopping) throw new BrokenOff();
    await this.parts.imports.saveProgress(id, rowsDone, this.parts.clock.now());
  }

  private async fail(id: number, error: unknown): Promise<void> {
    const changed = (error as { code?: string } | null)?.code === 'ER_DUP_ENTRY';
    if (!changed && !(error instanceof BrokenOff)) this.parts.onFailure(error);
    const message = 'Somebody else created one of these users or links meanwhile. Nothing was imported; try again.';
    const problems: UserImportProblem[] | null = changed ? [{ row: 1, column: null, code: 'CHANGED_MEANWHILE', message }] : null;
    const state = error instanceof BrokenOff ? 'BROKEN_OFF' : 'FAILED';
    // Where even this fails, the silence tells.
    await this.end(id, { ...NOTHING, state, problems }).catch(this.parts.onFailure);
  }

  private async end(id: number, result: UserImportResult): Promise<void> {
    const { database, imports, clock } = this.parts;
    await database.transaction((transaction) => imports.saveEnd(transaction, id, result, clock.now()));
  }
}

function countsOf(users: readonly UserToImport[]): Pick<UserImportResult, 'usersCreated' | 'usersExtended' | 'linksCreated'> {
  const usersCreated = users.filter((user) => user.id === undefined).length;
  const linksCreated = users.reduce((total, user) => total + user.accountIds.length, 0);
  return { usersCreated, usersExtended: users.length - usersCreated, linksCreated };
}

function actOf({ id, siteId, email, firstName, lastName, accountIds }: UserToImport, userId: number): Act {
  const about = { subjectType: 'USER', subjectId: userId } as const;
  if (id !== undefined)
    return { ...about, action: 'USER_LINK', summary: `Linked ${accountIds.length} accounts from a file.`, after: { accountIds } };
  const after = { siteId, email, firstName, lastName, enrolmentSource: 'IMPORT', accountIds };
  return { ...about, action: 'USER_CREATE', summary: `Created the user ${email} from a file.`, after };
}
