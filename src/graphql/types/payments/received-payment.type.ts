import { Field, ObjectType } from 'type-graphql';
import type { ReceivedPaymentRow } from '../../../domain/payments/received-payment-reader';
import { connectionType } from '../../shared/connection';
import { describedEnum } from '../../shared/enum';
import type { Sight } from '../../shared/context';
import { MoneyType, toMoney } from '../../shared/money.type';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { DateTime, LocalDate, toInstant } from '../../shared/scalars';

export type ReceivedPaymentStatus = 'PAID' | 'RETURNED';

const ReceivedPaymentStatusEnum = describedEnum<ReceivedPaymentStatus>('ReceivedPaymentStatus', 'Where a payment received stands.', {
  PAID: 'Received and posted.',
  RETURNED: 'The bank returned it; the posting is reversed.',
});

const PaymentMethodEnum = describedEnum<ReceivedPaymentRow['method']>('PaymentMethod', 'How the money came.', {
  EFT: 'Taken from a bank account by electronic funds transfer.',
  CHECK: 'By check.',
  WIRE: 'By wire transfer.',
  CARD: 'By card.',
  OTHER: 'In another way.',
});

@ObjectType('ReceivedPayment', {
  implements: NodeInterface,
  description: 'Money received on a contract, as the servicing system recorded it: by whatever way it was paid.',
  simpleResolvers: true,
})
export class ReceivedPaymentType extends NodeInterface {
  @Field(() => ReceivedPaymentStatusEnum, { description: 'Paid or returned.' })
  status: ReceivedPaymentStatus;

  @Field(() => PaymentMethodEnum, { description: 'How the money came.' })
  method: ReceivedPaymentRow['method'];

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

export const ReceivedPaymentConnection = connectionType('ReceivedPayment', ReceivedPaymentType, 'payments received');

export function toReceivedPayment(row: ReceivedPaymentRow, sight: Sight): ReceivedPaymentType {
  return {
    id: encodeNodeId('ReceivedPayment', row.id),
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
