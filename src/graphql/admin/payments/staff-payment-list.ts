import type { PaymentRow, PaymentSort, StaffPaymentFilter, StaffPaymentReader } from '../../../domain/payments/payment-reader';
import { resolvePage, type PageArguments } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { toPayment, type PaymentType } from '../../types/payments/payment.type';

const VALUE_OF: Record<PaymentSort, (row: PaymentRow) => string> = {
  CREATED_AT: (row) => row.createdAt,
  UPDATED_AT: (row) => row.updatedAt,
};

/** A list of payments as staff see them. */
export interface StaffPaymentList {
  filter: StaffPaymentFilter;
  sort: PaymentSort;
  descending: boolean;
}

/** A page of all payments that match. */
export async function listStaffPayments(
  reader: StaffPaymentReader,
  args: PageArguments,
  { filter, sort, descending }: StaffPaymentList,
): Promise<ConnectionOf<PaymentType>> {
  const ordering = `payments by ${sort}${descending ? ' descending' : ''}`;
  const page = resolvePage(args, ordering);
  return connect(await reader.list(filter, sort, descending, page), page, {
    ordering,
    position: (row) => ({ value: VALUE_OF[sort](row), id: row.id }),
    toNode: toPayment,
    count: () => reader.count(filter),
  });
}
