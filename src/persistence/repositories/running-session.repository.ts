import type { EntityTarget } from 'typeorm';
import { instantOf } from '../../kernel/instant';
import type { Database, Transaction } from '../database';
import type { Authentication, SessionEntity, SessionRestriction, SessionTransport } from '../entities/session.entity';
import { affectedBy } from './sql';

/** The session that a request came with. */
export interface ViewerSession {
  id: number;
  tokenHash: Buffer;
  authentication: Authentication;
  transport: SessionTransport;
  restriction: SessionRestriction;
  /** When the viewer last showed a factor, at the log-in or since; null for staff who look as a user. */
  steppedUpAt: Date | null;
  /** Whether that is recent enough for something sensitive. */
  isFresh: boolean;
  lastUsedAt: string;
}

/** A running session as its owner is shown it; instants as text. */
export interface OwnSessionRow {
  id: number;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  address: string | null;
  userAgent: string | null;
  authentication: Authentication;
}

/** What may change with a session's token; what is left out stays. */
export type SessionChange = Partial<Pick<SessionEntity, 'authentication' | 'restriction' | 'steppedUpAt'>>;

/** The columns that make a `ViewerSession`, of a table `s`. */
export const VIEWER_SESSION = `s.id AS sessionId, s.authentication, s.transport, s.restriction,
  s.stepped_up_at AS steppedUpAt, s.last_used_at AS lastUsedAt`;

/** The columns that make an `OwnSessionRow`, of a table `s`. */
export const OWN_SESSION = `s.id, s.created_at AS createdAt, s.last_used_at AS lastUsedAt, s.expires_at AS expiresAt, s.address,
  s.user_agent AS userAgent, s.authentication`;

/** The most sessions of one person that are listed. */
export const SESSIONS_LISTED = 100;

export interface ViewerSessionRow extends Omit<ViewerSession, 'id' | 'tokenHash' | 'steppedUpAt' | 'isFresh'> {
  sessionId: number;
  steppedUpAt: string | null;
}

export function toViewerSession(tokenHash: Buffer, row: ViewerSessionRow): ViewerSession {
  const { sessionId, authentication, transport, restriction, lastUsedAt } = row;
  const steppedUpAt = row.steppedUpAt === null ? null : instantOf(row.steppedUpAt);
  return { id: sessionId, tokenHash, authentication, transport, restriction, steppedUpAt, isFresh: false, lastUsedAt };
}

/** Where a realm keeps its sessions. */
interface SessionTable {
  entity: EntityTarget<SessionEntity>;
  table: string;
  person: string;
  /** Which rows are the person's own. */
  own: string;
}

/** What can be done with the sessions of either realm. */
export abstract class RunningSessionRepository {
  protected constructor(
    protected readonly database: Database,
    private readonly at: SessionTable,
  ) {}

  /** Moves the idle clock of a session on. */
  saveUse(tokenHash: Buffer, usedAt: Date): Promise<void> {
    return this.database.execute(`UPDATE ${this.at.table} SET last_used_at = ? WHERE token_hash = ?`, [usedAt, tokenHash]);
  }

  /** Gives a running session another token, and what else changes with it; tells how it is then, undefined when it has ended. */
  async replaceToken(
    transaction: Transaction,
    tokenHash: Buffer,
    change: SessionChange & Pick<SessionEntity, 'tokenHash' | 'lastUsedAt'>,
  ): Promise<Pick<SessionEntity, 'transport' | 'expiresAt'> | undefined> {
    const { affected } = await transaction.update(this.at.entity, { tokenHash }, change);
    if (!affected) return undefined;
    return (await transaction.findOneBy(this.at.entity, { tokenHash: change.tokenHash })) ?? undefined;
  }

  /** Ends one of the person's own sessions; false when there is none with that id. */
  async removeOwn(transaction: Transaction, personId: number, id: number): Promise<boolean> {
    const { table, person, own } = this.at;
    return (await affectedBy(transaction, `DELETE FROM ${table} WHERE id = ? AND ${person} = ? AND ${own}`, [id, personId])) > 0;
  }

  /** Ends all of the person's own sessions, but for the one of that token if one is given; tells how many. */
  removeAllOwn(transaction: Transaction, personId: number, except?: Buffer): Promise<number> {
    const { table, person, own } = this.at;
    const others = except === undefined ? '' : ' AND token_hash <> ?';
    return affectedBy(
      transaction,
      `DELETE FROM ${table} WHERE ${person} = ? AND ${own}${others}`,
      except === undefined ? [personId] : [personId, except],
    );
  }

  /** Deletes sessions that expired before that instant, the oldest first; tells how many. */
  removeExpired(before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM ${this.at.table} WHERE expires_at < ? ORDER BY expires_at, token_hash LIMIT ?`;
    return this.database.transaction((transaction) => affectedBy(transaction, sql, [before, limit]));
  }
}
