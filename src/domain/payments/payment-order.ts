import { createHash } from 'node:crypto';
import type { Actor } from '../../kernel/actor';
import type { Refusal } from '../../kernel/outcome';
import type { ViewerScope } from '../../kernel/viewer-scope';
import type { PaymentOperation } from '../../persistence/entities/payment.entity';
import type { Authentication } from '../../persistence/entities/session.entity';

/** An end user who gives an order about money, and what is known of how. */
export interface Payer {
  userId: number;
  siteId: number;
  email: string;
  name: string;
  scope: ViewerScope;
  actor: Actor;
  /** How the payer had logged in, and when a factor was shown last. */
  authentication: Authentication;
  authenticatedAt: Date | null;
  userAgent: string | null;
}

/** An order as it came: the same key with the same operation and input is the same order. */
export interface PaymentOrder {
  operation: PaymentOperation;
  idempotencyKey: string;
  /** Everything that was asked for; compared as a whole. */
  input: Readonly<Record<string, string | number | boolean | null>>;
}

/** What came of an order. */
export interface OrderResult {
  paymentIds: number[];
  /** Whether it had been carried out before, and nothing was done now. */
  replayed: boolean;
}

/** Refuses an order from within a transaction, so that nothing of it remains. */
export class OrderRefused extends Error {
  constructor(readonly refusals: readonly Refusal[]) {
    super(refusals.map(({ code }) => code).join(', '));
  }
}

/** Throws when a rule is broken. @throws OrderRefused */
export function refuseIf(refusal: Refusal | undefined): void {
  if (refusal) throw new OrderRefused([refusal]);
}

/** `IDEMPOTENCY_KEY_MALFORMED`: a key is 1 to 255 visible ASCII characters. */
export function refusalOfKey(idempotencyKey: string): Refusal | undefined {
  if (/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) return undefined;
  const message = 'An idempotency key is 1 to 255 visible ASCII characters, without spaces.';
  return { code: 'IDEMPOTENCY_KEY_MALFORMED', message, field: 'idempotencyKey' };
}

/** What the key was used for already. */
export const KEY_REUSED: Refusal = {
  code: 'IDEMPOTENCY_KEY_REUSED',
  message: 'This idempotency key was used for another order. Use a new one for each order, and the same one only to repeat it.',
  field: 'idempotencyKey',
};

/** SHA-256 over operation and input, whatever the order of the fields. */
export function digestOf({ operation, input }: PaymentOrder): Buffer {
  const fields = Object.entries(input).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([operation, fields]))
    .digest();
}
