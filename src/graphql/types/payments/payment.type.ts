import { Field, ObjectType } from 'type-graphql';
import type { PaymentRow } from '../../../domain/payments/payment-reader';
import { connectionType } from '../../shared/connection';
import { describedEnum } from '../../shared/enum';
import type { Sight } from '../../shared/context';
import { MoneyType, toMoney } from '../../shared/money.type';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { DateTime, LocalDate, toInstant } from '../../shared/scalars';

export type PaymentStatus = 'PAID' | 'RETURNED';

const PaymentStatusEnum = describedEnum<PaymentStatus>('PaymentStatus', 'Where a payment stands.', {
  PAID: 'Received and posted.',
  RETURNED: 'The bank returned it; the posting is reversed.',
});

const PaymentMethodEnum = describedEnum<PaymentRow['method']>('PaymentMethod', 'How the money came.', {
  EFT: 'Taken from a bank account by electronic funds transfer.',
  CHECK: 'By check.',
  WIRE: 'By wire transfer.',
  CARD: 'By card.',
  OTHER: 'In another way.',
});

@ObjectType('Payment', {
  implements: NodeInterface,
  description: 'Money received on a contract visible to the viewer.',
  simpleResolvers: true,
})
export class PaymentType extends NodeInterface {
  @Field(() => PaymentStatusEnum, { description: 'Paid or returned.' })
  status: PaymentStatus;

  @Field(() => PaymentMethodEnum, { description: 'How the money came.' })
  method: PaymentRow['method'];

  @Field(() => MoneyType, { description: 'The amount.' })
  amount: MoneyType;

  @Field(() => LocalDate, { description: 'The day it was received.' })
  receivedOn: string;

  @Field(() => String, { nullable: true, description: 'A reference of the payer or the bank, such as a check number.' })
  reference: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'The day the bank returned it; null unless returned.' })
  returnedOn: string | null;

  @Field(() => String, { nullable: true, description: 'Nacha return reason code, for example "R01"; null unless returned.' })
  returnReasonCode: string | null;

  @Field(() => DateTime, { description: 'When this was last read from the servicing system.' })
  syncedAt: string;

  /** For the link to the contract; not part of the schema. */
  contractId: number;
  sight: Sight;
}

export const PaymentConnection = connectionType('Payment', PaymentType, 'payments');

export function toPayment(row: PaymentRow, sight: Sight): PaymentType {
  return {
    id: encodeNodeId('Payment', row.id),
    status: row.returnedOn === null ? 'PAID' : 'RETURNED',
    method: row.method,
    amount: toMoney(row.amountCents, row.currencyCode),
    receivedOn: row.receivedOn,
    reference: row.reference,
    returnedOn: row.returnedOn,
    returnReasonCode: row.returnReasonCode,
    syncedAt: toInstant(row.syncedAt),
    contractId: row.contractId,
    sight,
  };
}
