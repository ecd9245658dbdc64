import type { InvoiceReader } from '../../../domain/invoices/invoice-reader';
import { resolvePage } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import type { Sight } from '../../shared/context';
import { toInvoiceFilter, type InvoiceListArguments } from './invoice-list.input';
import { toInvoice, type InvoiceType } from './invoice.type';

/** A page of the invoices that are seen with these eyes. */
export async function listInvoices(reader: InvoiceReader, sight: Sight, args: InvoiceListArguments): Promise<ConnectionOf<InvoiceType>> {
  const filter = toInvoiceFilter(args.filter);
  const descending = args.orderBy?.direction !== 'ASC';
  const ordering = `invoices by due date${descending ? ' descending' : ''}`;
  const page = resolvePage(args, ordering);
  const rows = await reader.list(sight.scope, filter, descending, page);
  return connect(rows, page, {
    ordering,
    position: (row) => ({ value: row.dueOn, id: row.id }),
    toNode: (row) => toInvoice(row, sight),
    count: () => reader.count(sight.scope, filter),
  });
}
