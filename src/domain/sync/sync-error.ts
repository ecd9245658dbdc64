import { Fault } from '../../kernel/fault';

/** The servicing system is older than the portal can work with. */
export class UnsupportedVersionError extends Error {
  constructor(product: string, version: string, minimumVersion: string) {
    super(`${product} ${version} is too old: this portal needs ${minimumVersion} or later.`);
    this.name = 'UnsupportedVersionError';
  }
}

/** The servicing database was restored from a backup: reading on would mix two lives of it, so the sync stands still. */
export class RestoredError extends Error {
  constructor(evidence: string) {
    super(`The servicing database seems to have been restored from a backup (${evidence}). Nothing was changed. A full resync is needed.`);
    this.name = 'RestoredError';
  }
}

/** The evidence that a change sequence gives of a restore. */
export function wentBack(from: number, to: number): string {
  return `its change sequence went back from ${from} to ${to}`;
}

/** A full resync would remove so much that something else must be wrong. */
export class MassRemovalError extends Error {
  constructor(kind: string, unseen: number, total: number) {
    super(
      `The full resync of ${kind} would remove ${unseen} of ${total} records, more than half; none was removed. ` +
        'If the servicing system really holds so few, run the full resync again and accept the removal.',
    );
    this.name = 'MassRemovalError';
  }
}

/** An error in plain words for an operator: a fault's hidden cause rather than what users are shown. */
export function operatorReason(error: unknown): string {
  if (error instanceof Fault && error.cause instanceof Error) return error.cause.message;
  return error instanceof Error ? error.message : String(error);
}
