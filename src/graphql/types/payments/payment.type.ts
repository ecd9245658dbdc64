import { Field, ObjectType } from 'type-graphql';
import type { PaymentRow } from '../../../domain/payments/payment-reader';
import { isCancellable, PAYMENT_STATUSES, type PaymentStatus } from '../../../domain/payments/payment-states';
import { returnCodeOf } from '../../../nacha/return-code-table';
import { connectionType } from '../../shared/connection';
import { describedEnum } from '../../shared/enum';
import { MoneyType, toMoney } from '../../shared/money.type';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { DateTime, LocalDate, toInstant } from '../../shared/scalars';

export const PaymentStatusEnum = describedEnum<PaymentStatus>(
  'PaymentStatus',
  'Where a payment made through the portal stands.',
  PAYMENT_STATUSES,
);

@ObjectType('PaymentReturn', { description: 'Why the bank returned a payment.', simpleResolvers: true })
export class PaymentReturnType {
  @Field(() => LocalDate, { nullable: true, description: 'The day the bank returned it.' })
  returnedOn: string | null;

  @Field(() => String, { description: 'Nacha return reason code, for example "R01".' })
  reasonCode: string;

  @Field(() => String, { description: 'The reason in plain words, for the payer.' })
  explanation: string;
}

@ObjectType('Payment', {
  implements: NodeInterface,
  description:
    'A one-time payment on one contract, made through the portal: drawn from a bank account in one of the finance company’s EFT batches.',
  simpleResolvers: true,
})
export class PaymentType extends NodeInterface {
  @Field(() => PaymentStatusEnum, { description: 'Where it stands. It never goes back to an earlier status.' })
  status: PaymentStatus;

  @Field(() => String, { description: 'The same in a sentence for people.' })
  statusExplanation: string;

  @Field(() => MoneyType, { description: 'The amount.' })
  amount: MoneyType;

  @Field(() => LocalDate, { description: 'The banking day from which on it is collected.' })
  dueOn: string;

  @Field(() => DateTime, { description: 'When it was submitted.' })
  createdAt: string;

  @Field(() => DateTime, { description: 'When its status changed last.' })
  updatedAt: string;

  @Field(() => Boolean, {
    description:
      'Whether `paymentCancel` may still be asked for, by the payer or by staff. It can come too late all the same: then the payment is `PAID`.',
  })
  isCancellable: boolean;

  @Field(() => PaymentReturnType, { nullable: true, description: 'Why the bank returned it; null unless it did.' })
  returned: PaymentReturnType | null;

  /** For links; not part of the schema. */
  row: PaymentRow;
}

export const PaymentConnection = connectionType('Payment', PaymentType, 'payments');

const UNKNOWN_REASON = 'Your bank returned this payment without a reason that we know.';

export function toPayment(row: PaymentRow): PaymentType {
  const { returnReasonCode, returnedOn } = row;
  return {
    id: encodeNodeId('Payment', row.id),
    status: row.status,
    statusExplanation: PAYMENT_STATUSES[row.status],
    amount: toMoney(row.amountCents, row.currencyCode),
    dueOn: row.dueOn,
    createdAt: toInstant(row.createdAt),
    updatedAt: toInstant(row.updatedAt),
    isCancellable: isCancellable(row.status),
    returned: returnReasonCode === null ? null : toReturn(returnReasonCode, returnedOn),
    row,
  };
}

function toReturn(reasonCode: string, returnedOn: string | null): PaymentReturnType {
  return { returnedOn, reasonCode, explanation: returnCodeOf(reasonCode)?.forPayer ?? UNKNOWN_REASON };
}
