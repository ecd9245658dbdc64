import type { InvoiceRepository } from '../../persistence/repositories/invoice.repository';

export type { InvoiceFilter, InvoiceLineRow, InvoiceRow, InvoiceState } from '../../persistence/repositories/invoice.repository';
export type { InvoiceType } from '../../persistence/entities/invoice.entity';

/** How invoices and their lines are read: always within a viewer's scope, totals included. */
export type InvoiceReader = Pick<InvoiceRepository, 'list' | 'count' | 'findByIds' | 'listByContracts' | 'countByContracts' | 'listLines'>;
