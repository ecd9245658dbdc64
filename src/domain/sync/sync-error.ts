import { Fault } from '../../kernel/fault';

/** The servicing system is older than the portal can work with. */
export class UnsupportedVersionError extends Error {
  constructor(product: string, version: string, minimumVersion: string) {
    super(`${product} ${version} is too old: this portal needs ${minimumVersion} or later.`);
    this.name = 'UnsupportedVersionError';
  }
}

/** The sync stands still until a person has looked: reading on might mix two lives of the servicing database or remove what is not gone. */
export abstract class HaltError extends Error {}

/** The servicing database was restored from a backup: reading on would mix two lives of it. */
export class RestoredError extends HaltError {
  constructor(evidence: string) {
    super(`The servicing database seems to have been restored from a backup (${evidence}). Nothing was changed. A full resync is needed.`);
    this.name = 'RestoredError';
  }
}

/** A restore that kept its epoch and has gone on since: its sequence numbers name other changes than those read before. */
export class AnotherRecordError extends RestoredError {
  constructor(sequence: number, known: number, found: number) {
    super(`change ${sequence} was one of record ${known} and is now one of record ${found}`);
    this.name = 'AnotherRecordError';
  }
}

/** The evidence that a change sequence gives of a restore. */
export function wentBack(from: number, to: number): string {
  return `its change sequence went back from ${from} to ${to}`;
}

/** A pull would remove so much that something else must be wrong. */
export class MassRemovalError extends HaltError {
  constructor(kind: string, removed: number, total: number, limitPercent: number) {
    super(
      `The sync of ${kind} would remove ${removed} of ${total} records, more than ${limitPercent} %; none of them was removed. ` +
        'If the servicing system really holds so few, run a full sync of this kind and accept the removal.',
    );
    this.name = 'MassRemovalError';
  }
}

/** An error in plain words for an operator: a fault's hidden cause rather than what users are shown. */
export function operatorReason(error: unknown): string {
  if (error instanceof Fault && error.cause instanceof Error) return error.cause.message;
  return error instanceof Error ? error.message : String(error);
}
