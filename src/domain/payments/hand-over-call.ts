import { Fault } from '../../kernel/fault';
import { UnsealError } from '../../kernel/keyring';
import type { BankAccountNumbers } from '../bank-accounts/bank-account-numbers';
import type { ClaimedHandOver } from '../../persistence/repositories/payment-hand-over.repository';
import { InstructionRefusedError, type AlternateEft, type AlternateEftInstruction, type PaymentServicing } from './alternate-eft';

/**
 * What came of asking ASPIRE. `NEVER`: there is no record, and none can come any more. `REFUSED`: people must do something first.
 * `BROKEN_OFF`: the process stops.
 */
export type HandOverAnswer =
  | { kind: 'RECORD'; record: AlternateEft }
  | { kind: 'NONE' }
  | { kind: 'NEVER'; reason: string }
  | { kind: 'REFUSED'; code: 'HAND_OVER_REFUSED' | 'HAND_OVER_CONFLICT'; reason: string }
  | { kind: 'UNREACHABLE'; reason: string }
  | { kind: 'BROKEN_OFF' };

const NEVER_SENT = 'It was cancelled before it was handed over.';
const OTHER_CONTENT = 'ASPIRE has a record under the id of this payment with other content.';
const NO_NUMBERS = 'The bank account that the payment was authorised for is not kept any more.';
const UNREADABLE = 'The bank account cannot be opened with the keys configured.';
const VANISHED = 'ASPIRE took the record and said at once that there is none.';

/** Carries one task out at ASPIRE. Changes nothing here, and may be repeated: the same payment is the same record. */
export class HandOverCall {
  constructor(
    private readonly servicing: PaymentServicing,
    private readonly numbers: Pick<BankAccountNumbers, 'openForPayment'>,
  ) {}

  /** Never throws; `stop` breaks it off. */
  async make(claim: ClaimedHandOver, stop: AbortSignal): Promise<HandOverAnswer> {
    try {
      if (claim.status === 'PENDING_CANCEL') return await this.cancel(claim, stop);
      const isOver = claim.status !== 'PENDING' && claim.status !== 'SCHEDULED';
      if (claim.task === 'RECORD' && !isOver) return { kind: 'RECORD', record: await this.put(claim, stop) };
      if (claim.task === 'CANCEL' && isOver) return found(await this.servicing.cancelAlternateEft(claim.paymentKey, stop));
      return found(await this.servicing.findAlternateEft(claim.paymentKey, stop));
    } catch (error) {
      return failed(error, stop);
    }
  }

  /** A request of ours may still be on its way: the record is made and cancelled, so that whatever comes late finds it cancelled. */
  private async cancel(claim: ClaimedHandOver, stop: AbortSignal): Promise<HandOverAnswer> {
    if (!claim.wasSent) return { kind: 'NEVER', reason: NEVER_SENT };
    const canceled = await this.servicing.cancelAlternateEft(claim.paymentKey, stop);
    if (canceled) return { kind: 'RECORD', record: canceled };
    try {
      await this.put(claim, stop);
    } catch (error) {
      if (error instanceof InstructionRefusedError) return { kind: 'NEVER', reason: error.message };
      if (!isConflict(error)) throw error;
    }
    const again = await this.servicing.cancelAlternateEft(claim.paymentKey, stop);
    return again ? { kind: 'RECORD', record: again } : { kind: 'UNREACHABLE', reason: VANISHED };
  }

  private put(claim: ClaimedHandOver, stop: AbortSignal): Promise<AlternateEft> {
    return this.servicing.putAlternateEft(claim.paymentKey, this.instructionOf(claim), stop);
  }

  private instructionOf(claim: ClaimedHandOver): AlternateEftInstruction {
    const { contractId, amountCents, currencyCode, dueOn, secCode, sealedBankAccount } = claim;
    if (sealedBankAccount === null) throw new CannotSendError(NO_NUMBERS);
    const account = this.numbers.openForPayment(sealedBankAccount);
    return { contractId, amountCents, currencyCode, dueOn, secCode, ...account };
  }
}

class CannotSendError extends Error {}

function found(record: AlternateEft | undefined): HandOverAnswer {
  return record ? { kind: 'RECORD', record } : { kind: 'NONE' };
}

function isConflict(error: unknown): boolean {
  return error instanceof Fault && error.code === 'CONFLICT';
}

function failed(error: unknown, stop: AbortSignal): HandOverAnswer {
  if (error instanceof InstructionRefusedError) return { kind: 'REFUSED', code: 'HAND_OVER_REFUSED', reason: error.reason };
  if (error instanceof CannotSendError) return { kind: 'REFUSED', code: 'HAND_OVER_REFUSED', reason: error.message };
  // What a JSON parser says of text that it cannot read quotes the text.
  if (error instanceof UnsealError || error instanceof SyntaxError)
    return { kind: 'REFUSED', code: 'HAND_OVER_REFUSED', reason: UNREADABLE };
  if (isConflict(error)) return { kind: 'REFUSED', code: 'HAND_OVER_CONFLICT', reason: OTHER_CONTENT };
  if (stop.aborted && !isTooLate(stop.reason)) return { kind: 'BROKEN_OFF' };
  return { kind: 'UNREACHABLE', reason: reasonOf(error) };
}

/** Why an attempt is broken off that takes too long: it counts as one that got no answer. */
export class AttemptTooLongError extends Error {}

function isTooLate(reason: unknown): boolean {
  return reason instanceof AttemptTooLongError;
}

/** The connector's own words, which are for operators and hold no secret. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Fault ? error.cause : error;
  return cause instanceof Error ? cause.message : String(error);
}
