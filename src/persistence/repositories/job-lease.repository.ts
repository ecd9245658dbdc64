import type { Database, Transaction } from '../database';
import { affectedBy, isOneOf } from './sql';

/** The right to run a job, until it expires or is given back. */
export interface Lease {
  job: string;
  holder: string;
  /** Grows with each change of holder: what an earlier holder still writes is refused by it. */
  fence: number;
}

/** Thrown by a write under a lease that somebody else has taken over; nothing of that write remains. */
export class LeaseLostError extends Error {
  constructor(lease: Lease) {
    super(`The lease of the job "${lease.job}" (fence ${lease.fence}) is no longer ours: another runner took over.`);
    this.name = 'LeaseLostError';
  }
}

/** Who may run which job now. All times are the database's, so that the machines' clocks don't matter. */
export class JobLeaseRepository {
  constructor(private readonly database: Database) {}

  /** Takes the lease if it is free or expired; undefined while another holder has it. `holder` must be unique to this run. */
  acquire(job: string, holder: string, ttlMs: number): Promise<Lease | undefined> {
    return this.database.transaction(async (transaction) => {
      // Assignments run from left to right: expires_at must be last, for the others look at its old value.
      await transaction.query(
        `INSERT INTO job_leases (job, holder, fence, expires_at) VALUES (?, ?, 1, UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND)
         ON DUPLICATE KEY UPDATE
           fence = IF(expires_at <= UTC_TIMESTAMP(3), fence + 1, fence),
           holder = IF(expires_at <= UTC_TIMESTAMP(3), VALUES(holder), holder),
           expires_at = IF(expires_at <= UTC_TIMESTAMP(3), VALUES(expires_at), expires_at)`,
        [job, holder, ttlMs * 1000],
      );
      const [row] = await transaction.query<{ holder: string; fence: number | string }[]>(
        'SELECT holder, fence FROM job_leases WHERE job = ?',
        [job],
      );
      return row?.holder === holder ? { job, holder, fence: Number(row.fence) } : undefined;
    });
  }

  /** Puts the expiry off; false when another holder took over meanwhile. */
  async renew(lease: Lease, ttlMs: number): Promise<boolean> {
    const renewed = await this.database.transaction((transaction) =>
      affectedBy(
        transaction,
        'UPDATE job_leases SET expires_at = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND WHERE job = ? AND holder = ? AND fence = ?',
        [ttlMs * 1000, lease.job, lease.holder, lease.fence],
      ),
    );
    return renewed > 0;
  }

  /** Gives the lease back; does nothing when it is no longer ours. The row stays, because the fence must go on growing. */
  release({ job, holder, fence }: Lease): Promise<void> {
    return this.database.execute('UPDATE job_leases SET expires_at = UTC_TIMESTAMP(3) WHERE job = ? AND holder = ? AND fence = ?', [
      job,
      holder,
      fence,
    ]);
  }

  /** Those of the jobs whose lease somebody holds now. */
  async listHeld(jobs: readonly string[]): Promise<string[]> {
    const where = isOneOf('job', jobs);
    const rows = await this.database.rows<{ job: string }>(
      `SELECT job FROM job_leases WHERE ${where.text} AND expires_at > UTC_TIMESTAMP(3)`,
      where.values,
    );
    return rows.map((row) => row.job);
  }
}

/**
 * Keeps the lease ours until the transaction ends: a take-over waits for it.
 * @throws LeaseLostError when it is another's already.
 */
export async function holdLease(transaction: Transaction, lease: Lease): Promise<void> {
  const held = await transaction.query<unknown[]>(
    'SELECT 1 FROM job_leases WHERE job = ? AND holder = ? AND fence = ? LOCK IN SHARE MODE',
    [lease.job, lease.holder, lease.fence],
  );
  if (held.length === 0) throw new LeaseLostError(lease);
}
