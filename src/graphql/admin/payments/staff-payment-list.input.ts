import { MaxLength } from 'class-validator';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { PaymentSort, StaffPaymentFilter } from '../../../domain/payments/payment-reader';
import type { PaymentStatus } from '../../../domain/payments/payment-states';
import { badInput } from '../../../kernel/fault';
import { parseCents } from '../../../kernel/money';
import { describedEnum } from '../../shared/enum';
import { decodeKeyOf } from '../../shared/node-id';
import { OrderDirectionEnum, PagingArguments, type OrderDirection } from '../../shared/paging';
import { DateTime, Decimal } from '../../shared/scalars';
import { PaymentStatusEnum } from '../../types/payments/payment.type';

const PaymentSortEnum = describedEnum<PaymentSort>('PaymentSort', 'What payments are listed by.', {
  CREATED_AT: 'By when they were submitted.',
  UPDATED_AT: 'By when their status changed last.',
});

@InputType('StaffPaymentFilter', { description: 'Which payments to list. Conditions given together must all hold.' })
class StaffPaymentFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only payments that this user made.' })
  userId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only payments made on this site.' })
  siteId?: string | null;

  @MaxLength(100)
  @Field(() => String, { nullable: true, description: 'Only payments on the contract with this number, written out.' })
  contractNumber?: string | null;

  @Field(() => [PaymentStatusEnum], { nullable: true, description: 'Only payments with one of these statuses.' })
  statuses?: PaymentStatus[] | null;

  @Field(() => Decimal, { nullable: true, description: 'Only payments of this amount or more.' })
  amountFrom?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Only payments of this amount or less.' })
  amountTo?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Only payments submitted from this instant on.' })
  createdFrom?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Only payments submitted before this instant.' })
  createdTo?: string | null;
}

@InputType('StaffPaymentOrder', { description: 'The order of a list of payments.' })
class StaffPaymentOrderInput {
  @Field(() => PaymentSortEnum, { description: 'What to order by.' })
  field: PaymentSort;

  @Field(() => OrderDirectionEnum, { description: 'Which end first.' })
  direction: OrderDirection;
}

@ArgsType()
export class StaffPaymentListArguments extends PagingArguments {
  @Field(() => StaffPaymentFilterInput, { nullable: true, description: 'All when left out.' })
  filter?: StaffPaymentFilterInput | null;

  @Field(() => StaffPaymentOrderInput, { nullable: true, description: 'Submitted last first when left out.' })
  orderBy?: StaffPaymentOrderInput | null;
}

/** What the reader takes. @throws Fault BAD_USER_INPUT for an amount with more than two decimals. */
export function toStaffPaymentFilter({ filter }: StaffPaymentListArguments): StaffPaymentFilter {
  const { userId, siteId, contractNumber, statuses, amountFrom, amountTo, createdFrom, createdTo } = filter ?? {};
  return {
    userId: userId == null ? undefined : (decodeKeyOf('User', userId) ?? 0),
    siteId: siteId == null ? undefined : (decodeKeyOf('Site', siteId) ?? 0),
    contractNumber: contractNumber ?? undefined,
    statuses: statuses ?? undefined,
    amountFromCents: centsOf('amountFrom', amountFrom),
    amountToCents: centsOf('amountTo', amountTo),
    createdFrom: createdFrom == null ? undefined : new Date(createdFrom),
    createdBefore: createdTo == null ? undefined : new Date(createdTo),
  };
}

function centsOf(field: string, text: string | null | undefined): number | undefined {
  if (text == null) return undefined;
  const cents = parseCents(text);
  if (cents === undefined) throw badInput(`"${field}" has two decimals at most.`);
  return cents;
}
