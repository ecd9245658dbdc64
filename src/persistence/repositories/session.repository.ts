import { notFound } from '../../kernel/fault';
import { instantText } from '../../kernel/instant';
import { ViewerScope } from '../../kernel/viewer-scope';
import type { Database, Transaction } from '../database';
import type { Authentication, SessionTransport } from '../entities/session.entity';
import { UserSessionEntity, type UserEntity } from '../entities/user.entity';
import {
  OWN_SESSION,
  RunningSessionRepository,
  SESSIONS_LISTED,
  toViewerSession,
  VIEWER_SESSION,
  type OwnSessionRow,
  type ViewerSession,
  type ViewerSessionRow,
} from './running-session.repository';
import { isOneOf } from './sql';
import { userIsInForce } from './visible-contract';

/** The member of staff who looks through an end user's eyes, why and until when. */
export interface ViewedBy {
  platformUserId: number;
  email: string;
  reason: string;
  until: string;
}

/** The end user behind a session, with the site and the scope that every read of this request takes. */
export interface UserViewer {
  user: Pick<UserEntity, 'id' | 'siteId' | 'email' | 'firstName' | 'lastName'>;
  session: ViewerSession;
  /** Where people reach the site: a browser's request may come from there. */
  siteUrl: string;
  scope: ViewerScope;
  /** Undefined in the user's own session. */
  viewedBy: ViewedBy | undefined;
}

/** A running session of an end user, as staff are shown it; instants as text. */
export interface UserSessionRow {
  userId: number;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  address: string | null;
  userAgent: string | null;
  authentication: Authentication;
  /** The member of staff who looks as this user; null in the user's own session. */
  staffEmail: string | null;
  viewReason: string | null;
}

interface ScopeRow {
  takesUnlabelled: 0 | 1;
  accountId: number | null;
  privateLabel: string | null;
}

interface SessionRow extends ScopeRow, ViewerSessionRow {
  id: number;
  siteId: number;
  siteUrl: string;
  email: string;
  firstName: string;
  lastName: string;
  expiresAt: string;
  staffId: number | null;
  staffEmail: string | null;
  viewReason: string | null;
}

const SITE = 'JOIN users u ON u.id = s.user_id JOIN sites site ON site.id = u.site_id';
const STAFF = `LEFT JOIN platform_sessions staff_session ON staff_session.token_hash = s.staff_token_hash
    LEFT JOIN platform_users staff ON staff.id = staff_session.platform_user_id`;

/** The user's own session idles out as its site says; one of staff ends with their log-in, their role and themself. */
const IN_FORCE = `s.expires_at > ? AND IF(s.staff_token_hash IS NULL,
    s.last_used_at + INTERVAL site.session_idle_minutes MINUTE > CAST(? AS DATETIME(3)),
    staff_session.expires_at > ? AND staff.disabled_at IS NULL AND staff.role = s.staff_role)`;

/** The casts keep the union's column an integer: with plain NULLs it becomes a decimal, which the driver reads as text. */
const LOAD = `WITH session AS (
    SELECT u.id, u.site_id AS siteId, site.url AS siteUrl, u.email, u.first_name AS firstName, u.last_name AS lastName,
      site.takes_unlabelled AS takesUnlabelled, ${VIEWER_SESSION}, s.expires_at AS expiresAt, staff.id AS staffId,
      staff.email AS staffEmail, s.view_reason AS viewReason
    FROM user_sessions s ${SITE} ${STAFF} WHERE s.token_hash = ? AND s.transport = ? AND ${IN_FORCE} AND ${userIsInForce('u', 'site').text})
  SELECT session.*, CAST(NULL AS UNSIGNED) AS accountId, NULL AS privateLabel FROM session
  UNION ALL SELECT session.*, link.account_id, NULL FROM session JOIN user_accounts link ON link.user_id = session.id
  UNION ALL SELECT session.*, CAST(NULL AS UNSIGNED), label.private_label FROM session JOIN site_labels label ON label.site_id = session.siteId`;

/** Sessions of end users. */
export class SessionRepository extends RunningSessionRepository {
  constructor(database: Database) {
    super(database, { entity: UserSessionEntity, table: 'user_sessions', person: 'user_id', own: 'staff_token_hash IS NULL' });
  }

  /** Session, user, site, links and labels in one statement; undefined when the session, its user or its site is not in force. */
  async findViewer(tokenHash: Buffer, transport: SessionTransport, now: Date): Promise<UserViewer | undefined> {
    const rows = await this.database.rows<SessionRow>(LOAD, [tokenHash, transport, now, now, now]);
    const row = rows[0];
    if (!row) return undefined;
    const { id, siteId, siteUrl, email, firstName, lastName } = row;
    const [user, session] = [{ id, siteId, email, firstName, lastName }, toViewerSession(tokenHash, row)];
    return { user, session, siteUrl, scope: scopeOf(rows), viewedBy: viewedByOf(row) };
  }

  /** The running sessions that are the user's own, latest first; 100 at most. */
  listOwn(userId: number, now: Date): Promise<OwnSessionRow[]> {
    return this.database.rows(
      `SELECT ${OWN_SESSION} FROM user_sessions s ${SITE} ${STAFF} WHERE s.user_id = ? AND s.staff_token_hash IS NULL AND ${IN_FORCE}
       ORDER BY s.created_at DESC, s.id DESC LIMIT ${SESSIONS_LISTED}`,
      [userId, now, now, now],
    );
  }

  /** What each user sees when logged in: the scope that a session of theirs would have. Whether they can log in is not asked. */
  async findScopes(userIds: readonly number[]): Promise<Map<number, ViewerScope>> {
    const where = isOneOf('u.id', userIds);
    const rows = await this.database.rows<ScopeRow & { userId: number }>(
      `SELECT u.id AS userId, site.takes_unlabelled AS takesUnlabelled, link.account_id AS accountId, NULL AS privateLabel
       FROM users u JOIN sites site ON site.id = u.site_id LEFT JOIN user_accounts link ON link.user_id = u.id WHERE ${where.text}
       UNION ALL SELECT u.id, site.takes_unlabelled, CAST(NULL AS UNSIGNED), label.private_label
       FROM users u JOIN sites site ON site.id = u.site_id JOIN site_labels label ON label.site_id = site.id WHERE ${where.text}`,
      [...where.values, ...where.values],
    );
    const byUser = new Map<number, ScopeRow[]>();
    for (const row of rows) byUser.set(row.userId, [...(byUser.get(row.userId) ?? []), row]);
    return new Map([...byUser].map(([userId, of]) => [userId, scopeOf(of)]));
  }

  /** The running sessions of each user, those of staff among them, latest first; of one user 100 at most. */
  listRunning(userIds: readonly number[], now: Date): Promise<UserSessionRow[]> {
    const where = isOneOf('s.user_id', userIds);
    return this.database.rows(
      `SELECT userId, createdAt, lastUsedAt, expiresAt, address, userAgent, authentication, staffEmail, viewReason FROM (
         SELECT s.user_id AS userId, ${OWN_SESSION}, staff.email AS staffEmail, s.view_reason AS viewReason,
           ROW_NUMBER() OVER (PARTITION BY s.user_id ORDER BY s.created_at DESC, s.id DESC) AS place
         FROM user_sessions s ${SITE} ${STAFF} WHERE ${where.text} AND ${IN_FORCE}) running
       WHERE place <= ${SESSIONS_LISTED} ORDER BY userId, place`,
      [...where.values, now, now, now],
    );
  }

  /** How long the user's site lets a log-in last. @throws Fault NOT_FOUND for an unknown user. */
  async getAbsoluteMinutes(transaction: Transaction, userId: number): Promise<number> {
    const [row] = await transaction.query<{ minutes: number }[]>(
      'SELECT site.session_absolute_minutes AS minutes FROM users u JOIN sites site ON site.id = u.site_id WHERE u.id = ?',
      [userId],
    );
    if (!row) throw notFound();
    return row.minutes;
  }

  async saveNew(transaction: Transaction, session: Omit<UserSessionEntity, 'id' | 'user' | StaffColumn>): Promise<void> {
    await transaction.insert(UserSessionEntity, session);
  }

  /** Saves a session of staff; false when their own log-in has ended meanwhile. */
  async saveViewAs(transaction: Transaction, session: Omit<UserSessionEntity, 'id' | 'user' | 'staffSession'>): Promise<boolean> {
    try {
      await transaction.insert(UserSessionEntity, session);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === 'ER_NO_REFERENCED_ROW_2') return false;
      throw error;
    }
  }

  /** Ends a session; tells whose it was and who of staff looked with it, undefined when there was none. */
  async remove(transaction: Transaction, tokenHash: Buffer): Promise<EndedSession | undefined> {
    const [row] = await transaction.query<Record<keyof EndedSession, string | null>[]>(
      `SELECT u.id, u.email, staff.id AS staffId, staff.email AS staffEmail
       FROM user_sessions s JOIN users u ON u.id = s.user_id ${STAFF} WHERE s.token_hash = ?`,
      [tokenHash],
    );
    const removed = await transaction.delete(UserSessionEntity, { tokenHash });
    if (!row || !removed.affected) return undefined;
    const { id, email, staffId, staffEmail } = row;
    return { id: Number(id), email: String(email), staffId: staffId === null ? null : Number(staffId), staffEmail };
  }

  /** Ends all sessions of a user, staff's among them; tells how many. */
  async removeOfUser(transaction: Transaction, userId: number): Promise<number> {
    const removed = await transaction.delete(UserSessionEntity, { userId });
    return removed.affected ?? 0;
  }

  /** Ends the sessions in which a platform user looks as that user, or as anybody; tells as whom. */
  async removeOfStaff(
    transaction: Transaction,
    platformUserId: number,
    userId: number | undefined,
  ): Promise<{ id: number; email: string }[]> {
    const sessions = await transaction.query<{ id: number | string; email: string; tokenHash: Buffer }[]>(
      `SELECT u.id, u.email, s.token_hash AS tokenHash FROM platform_sessions staff_session
       JOIN user_sessions s ON s.staff_token_hash = staff_session.token_hash JOIN users u ON u.id = s.user_id
       WHERE staff_session.platform_user_id = ?${userId === undefined ? '' : ' AND s.user_id = ?'}`,
      userId === undefined ? [platformUserId] : [platformUserId, userId],
    );
    for (const { tokenHash } of sessions) await transaction.delete(UserSessionEntity, { tokenHash });
    return sessions.map(({ id, email }) => ({ id: Number(id), email }));
  }
}

type StaffColumn = 'staffTokenHash' | 'staffSession' | 'staffRole' | 'viewReason';

/** A session that was ended. */
export interface EndedSession {
  id: number;
  email: string;
  staffId: number | null;
  staffEmail: string | null;
}

function scopeOf(rows: readonly ScopeRow[]): ViewerScope {
  const accountIds = rows.flatMap((row) => (row.accountId === null ? [] : [row.accountId]));
  const privateLabels = rows.flatMap((row) => (row.privateLabel === null ? [] : [row.privateLabel]));
  return new ViewerScope(accountIds, privateLabels, rows[0]?.takesUnlabelled === 1);
}

function viewedByOf({ staffId, staffEmail, viewReason, expiresAt }: SessionRow): ViewedBy | undefined {
  if (staffId === null || staffEmail === null) return undefined;
  return { platformUserId: staffId, email: staffEmail, reason: viewReason ?? '', until: instantText(expiresAt) };
}
