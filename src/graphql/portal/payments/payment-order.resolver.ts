import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { OrderResult } from '../../../domain/payments/payment-order';
import type { PaymentCancelService } from '../../../domain/payments/payment-cancel.service';
import type { PaymentReader } from '../../../domain/payments/payment-reader';
import type { PaymentSubmitService } from '../../../domain/payments/payment-submit.service';
import type { Outcome } from '../../../kernel/outcome';
import type { PortalContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { toPayment, type PaymentType } from '../../types/payments/payment.type';
import { payerOf } from './payer';
import {
  PaymentCancelInput,
  PaymentCancelPayload,
  PaymentSubmitInput,
  PaymentSubmitPayload,
  QuickPaySubmitInput,
  QuickPaySubmitPayload,
  type OrderToPayInput,
} from './payment-order.type';

const KEYS = '`IDEMPOTENCY_KEY_MALFORMED`, `IDEMPOTENCY_KEY_REUSED`, `PAYMENTS_OFF`';
const DAYS_AND_WORDS = '`DATE_PAST`, `DATE_TOO_FAR`, `DATE_NOT_BANKING_DAY`, `AUTHORIZATION_OUTDATED`';
const BANK_ACCOUNTS = '`BANK_ACCOUNT_NOT_FOUND`, `BANK_ACCOUNT_NOT_VERIFIED`, `BANK_ACCOUNT_STOPPED`, `BANK_ACCOUNT_TO_BE_CONFIRMED`';
const LIMITS = '`AMOUNT_OVER_LIMIT`, `DAY_LIMIT_REACHED`, `LIKELY_DUPLICATE`';
const AMOUNTS = '`AMOUNT_NOT_POSITIVE`, `AMOUNT_TOO_PRECISE`, `AMOUNT_TOO_LARGE`';
const REPEATED =
  'Sent again with the same key and input it answers what came of it the first time, with `replayed`; so an order whose answer was lost is safely repeated. A refused order leaves nothing behind.';

/** What a payer orders. */
@Resolver()
export class PaymentOrderResolver {
  constructor(
    private readonly submits: PaymentSubmitService,
    private readonly cancels: PaymentCancelService,
    private readonly paymentReader: PaymentReader,
  ) {}

  @Mutation(() => PaymentSubmitPayload, {
    nullable: true,
    description: `Orders one payment on one contract, as customer or guarantor. ${REPEATED} Refusals: ${KEYS}, ${AMOUNTS}, \`AMOUNT_OVER_OPEN_CHARGES\`, ${LIMITS}, \`CONTRACT_NOT_FOUND\`, \`CONTRACT_CLOSED\`, \`CURRENCY_NOT_SUPPORTED\`, \`NOTHING_OPEN\`, ${BANK_ACCOUNTS}, ${DAYS_AND_WORDS}.`,
  })
  async paymentSubmit(
    @Arg('input', () => PaymentSubmitInput, { description: 'What to pay, from which account, and the consent.' }) input: PaymentSubmitInput,
    @Ctx() context: PortalContext,
  ): Promise<PaymentSubmitPayload> {
    const { contractId, amount } = input;
    const order = { ...orderOf(input), contractId: keyOf('Contract', contractId), amount };
    const { payments, ...rest } = await this.answer(context, await this.submits.submit(payerOf(context), order));
    return { ...rest, payment: payments[0] ?? null };
  }

  @Mutation(() => QuickPaySubmitPayload, {
    nullable: true,
    description: `Orders everything that is left to pay in US dollars on all contracts visible to the viewer: one payment on each, all or none. ${REPEATED} Refusals: ${KEYS}, ${AMOUNTS}, \`TOTAL_CHANGED\` (with the new total in its message; ask \`paymentPreview\` again), \`NOTHING_OPEN\`, ${LIMITS}, ${BANK_ACCOUNTS}, ${DAYS_AND_WORDS}.`,
  })
  async quickPaySubmit(
    @Arg('input', () => QuickPaySubmitInput, { description: 'From which account, the total shown, and the consent.' })
    input: QuickPaySubmitInput,
    @Ctx() context: PortalContext,
  ): Promise<QuickPaySubmitPayload> {
    const order = { ...orderOf(input), expectedTotal: input.expectedTotal };
    return this.answer(context, await this.submits.quickPay(payerOf(context), order));
  }

  @Mutation(() => PaymentCancelPayload, {
    nullable: true,
    description: `Asks for a payment of one's own to be cancelled. Until the finance company confirms that it was in time it is \`PENDING_CANCEL\`; if it was not, it becomes \`PAID\`. A payment that is cancelled already is answered alike. ${REPEATED} Refusals: ${KEYS}, \`PAYMENT_NOT_FOUND\`, \`NOT_YOUR_PAYMENT\`, \`TOO_LATE_TO_CANCEL\`.`,
  })
  async paymentCancel(
    @Arg('input', () => PaymentCancelInput, { description: 'Which payment.' }) input: PaymentCancelInput,
    @Ctx() context: PortalContext,
  ): Promise<PaymentCancelPayload> {
    const paymentId = keyOf('Payment', input.paymentId);
    const outcome = await this.cancels.cancelOwn(payerOf(context), paymentId, input.idempotencyKey);
    const { payments, ...rest } = await this.answer(context, outcome);
    return { ...rest, payment: payments[0] ?? null };
  }

  /** The payments as they stand now, as far as the viewer still sees them. */
  private async answer(
    { viewer }: PortalContext,
    outcome: Outcome<OrderResult>,
  ): Promise<{ payments: PaymentType[]; replayed: boolean; userErrors: QuickPaySubmitPayload['userErrors'] }> {
    if (!outcome.done) return { payments: [], replayed: false, userErrors: outcome.refusals };
    const { paymentIds, replayed } = outcome.value;
    const rows = await this.paymentReader.findByIds(viewer.scope, paymentIds);
    const inOrder = [...rows].sort((left, right) => left.id - right.id);
    return { payments: inOrder.map(toPayment), replayed, userErrors: [] };
  }
}

function orderOf({ idempotencyKey, bankAccountId, dueOn, authorizationVersion, confirmDuplicate }: OrderToPayInput) {
  return {
    idempotencyKey,
    bankAccountId: keyOf('BankAccount', bankAccountId),
    dueOn: dueOn ?? null,
    authorizationVersion,
    confirmDuplicate,
  };
}

/** An id of another type is one of nothing: no object has number 0. */
function keyOf(typeName: string, id: string): number {
  return decodeKeyOf(typeName, id) ?? 0;
}
