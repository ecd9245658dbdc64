import type { Database, Transaction } from '../database';
import { PlatformSessionEntity, PlatformUserEntity, type PlatformRole } from '../entities/platform-user.entity';
import type { SessionTransport } from '../entities/session.entity';
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

/** The platform user behind a session. */
export interface PlatformViewer {
  platformUserId: number;
  email: string;
  role: PlatformRole;
  session: ViewerSession;
}

type ViewerRow = ViewerSessionRow & Omit<PlatformViewer, 'session'>;

const IN_FORCE = 's.expires_at > ? AND s.last_used_at > ?';

/** Sessions of platform users. */
export class PlatformSessionRepository extends RunningSessionRepository {
  constructor(database: Database) {
    super(database, { entity: PlatformSessionEntity, table: 'platform_sessions', person: 'platform_user_id', own: 'TRUE' });
  }

  async findViewer(tokenHash: Buffer, transport: SessionTransport, now: Date, usedAfter: Date): Promise<PlatformViewer | undefined> {
    const [row] = await this.database.rows<ViewerRow>(
      `SELECT u.id AS platformUserId, u.email, u.role, ${VIEWER_SESSION}
       FROM platform_sessions s JOIN platform_users u ON u.id = s.platform_user_id
       WHERE s.token_hash = ? AND s.transport = ? AND ${IN_FORCE} AND u.disabled_at IS NULL`,
      [tokenHash, transport, now, usedAfter],
    );
    if (!row) return undefined;
    const { platformUserId, email, role } = row;
    return { platformUserId, email, role, session: toViewerSession(tokenHash, row) };
  }

  /** The running sessions of a platform user, latest first; 100 at most. */
  listOwn(platformUserId: number, now: Date, usedAfter: Date): Promise<OwnSessionRow[]> {
    return this.database.rows(
      `SELECT ${OWN_SESSION} FROM platform_sessions s WHERE s.platform_user_id = ? AND ${IN_FORCE}
       ORDER BY s.created_at DESC, s.id DESC LIMIT ${SESSIONS_LISTED}`,
      [platformUserId, now, usedAfter],
    );
  }

  async saveNew(transaction: Transaction, session: Omit<PlatformSessionEntity, 'id' | 'platformUser'>): Promise<void> {
    await transaction.insert(PlatformSessionEntity, session);
    await transaction.update(PlatformUserEntity, { id: session.platformUserId }, { lastLoggedInAt: session.createdAt });
  }

  /** Ends a session; tells whose it was, undefined when there was none. */
  async remove(transaction: Transaction, tokenHash: Buffer): Promise<{ id: number; email: string } | undefined> {
    const [owner] = await transaction.query<{ id: number | string; email: string }[]>(
      'SELECT u.id, u.email FROM platform_sessions s JOIN platform_users u ON u.id = s.platform_user_id WHERE s.token_hash = ?',
      [tokenHash],
    );
    const removed = await transaction.delete(PlatformSessionEntity, { tokenHash });
    return owner && removed.affected ? { id: Number(owner.id), email: owner.email } : undefined;
  }
}
