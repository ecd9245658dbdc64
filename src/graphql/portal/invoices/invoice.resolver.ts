import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { InvoiceReader } from '../../../domain/invoices/invoice-reader';
import type { ConnectionOf } from '../../shared/connection';
import { sightOf, type PortalContext } from '../../shared/context';
import { decodeKeyOf } from '../../shared/node-id';
import { listInvoices } from '../../types/invoices/invoice-list';
import { InvoiceListArguments } from '../../types/invoices/invoice-list.input';
import { InvoiceConnection, InvoiceType, toInvoice, toInvoiceLine, type InvoiceLineType } from '../../types/invoices/invoice.type';

@Resolver()
export class InvoiceResolver {
  constructor(private readonly invoiceReader: InvoiceReader) {}

  @Query(() => InvoiceConnection, {
    nullable: true,
    description: 'The invoices of all contracts visible to the viewer, and the charges on accounts linked to them.',
  })
  invoices(@Args() args: InvoiceListArguments, @Ctx() context: PortalContext): Promise<ConnectionOf<InvoiceType>> {
    return listInvoices(this.invoiceReader, sightOf(context), args);
  }

  @Query(() => InvoiceType, {
    nullable: true,
    description: 'One invoice; null when it does not exist or no line of it is visible to the viewer.',
  })
  async invoice(
    @Arg('id', () => ID, { description: "An invoice's id." }) id: string,
    @Ctx() context: PortalContext,
  ): Promise<InvoiceType | null> {
    const key = decodeKeyOf('Invoice', id);
    return key === undefined ? null : this.findInvoice(key, context);
  }

  async findInvoice(key: number, context: PortalContext): Promise<InvoiceType | null> {
    const [row] = await this.invoiceReader.findByIds(context.viewer.scope, [key]);
    return row ? toInvoice(row, sightOf(context)) : null;
  }

  async findInvoiceLine(key: string, context: PortalContext): Promise<InvoiceLineType | null> {
    const [invoiceId, lineNumber] = key.split('.').map(Number);
    if (invoiceId === undefined || lineNumber === undefined) return null;
    const sight = sightOf(context);
    const [[invoice], lines] = await Promise.all([
      this.invoiceReader.findByIds(sight.scope, [invoiceId]),
      this.invoiceReader.listLines(sight.scope, [invoiceId]),
    ]);
    if ((invoice === undefined) !== (lines.length === 0)) sight.loaders.noteTorn('an invoice and its lines');
    const line = lines.find((candidate) => candidate.lineNumber === lineNumber);
    return invoice && line ? toInvoiceLine(line, invoice.currencyCode, sight) : null;
  }
}
