import type { Lease } from '../../persistence/repositories/job-lease.repository';

export { type Lease, LeaseLostError } from '../../persistence/repositories/job-lease.repository';

/** Who may run a job now; `JobLeaseRepository` keeps it in the database. */
export interface Leases {
  /** Undefined while another holder has it. */
  acquire(job: string, holder: string, ttlMs: number): Promise<Lease | undefined>;
  /** False when another holder took over. */
  renew(lease: Lease, ttlMs: number): Promise<boolean>;
  release(lease: Lease): Promise<void>;
}

/** Does work under a lease that is kept alive meanwhile and given back afterwards; `JobRunner` does. */
export interface LeasedWork {
  /** `SKIPPED` while another holder has the lease. @throws LeaseLostError */
  run<Result>(
    job: string,
    work: (held: { lease: Lease; signal: AbortSignal }) => Promise<Result>,
  ): Promise<{ status: 'DONE'; result: Result } | { status: 'SKIPPED' }>;
}
