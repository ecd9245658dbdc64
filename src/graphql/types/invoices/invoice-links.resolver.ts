import { Args, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ContractReader } from '../../../domain/contracts/contract-reader';
import type { InvoiceLineRow, InvoiceReader } from '../../../domain/invoices/invoice-reader';
import { resolvePage, type PageRequest } from '../../../kernel/page';
import { connect, type ConnectionOf } from '../../shared/connection';
import { groupBy } from '../../shared/context';
import { PagingArguments } from '../../shared/paging';
import { loadContract } from '../contracts/contract-loader';
import { loadPartsOf } from '../contracts/contract-part-loader';
import { ContractType } from '../contracts/contract.type';
import { InvoiceConnection, InvoiceLineConnection, InvoiceLineType, InvoiceType, toInvoice, toInvoiceLine } from './invoice.type';

const LINE_ORDERING = 'lines';
const CONTRACT_ORDERING = 'invoices of a contract';

/** Contract → its invoices. */
@Resolver(() => ContractType)
export class ContractInvoicesResolver {
  constructor(private readonly invoiceReader: InvoiceReader) {}

  @FieldResolver(() => InvoiceConnection, { description: 'The invoices with a line on this contract, latest due date first.' })
  async invoices(@Root() contract: ContractType, @Args() args: PagingArguments): Promise<ConnectionOf<InvoiceType>> {
    const { scope, loaders } = contract.sight;
    const page = resolvePage(args, CONTRACT_ORDERING);
    const rows = await loadPartsOf(contract, `invoices ${JSON.stringify(page)}`, (viewer, ids) =>
      this.invoiceReader.listByContracts(viewer, ids, true, page),
    );
    const totals = loaders.byKey('invoice totals', async (ids) => {
      const counts = await this.invoiceReader.countByContracts(scope, ids);
      return new Map(counts.map((row) => [row.contractId, row.total]));
    });
    return connect(rows, page, {
      ordering: CONTRACT_ORDERING,
      position: (row) => ({ value: row.dueOn, id: row.id }),
      toNode: (row) => toInvoice(row, contract.sight, contract.key),
      count: async () => (await totals.load(contract.key)) ?? 0,
    });
  }
}

/** Invoice → its lines. */
@Resolver(() => InvoiceType)
export class InvoiceLinksResolver {
  constructor(private readonly invoiceReader: InvoiceReader) {}

  @FieldResolver(() => InvoiceLineConnection, { description: 'The lines visible to the viewer, in the order of the invoice.' })
  async lines(@Root() invoice: InvoiceType, @Args() args: PagingArguments): Promise<ConnectionOf<InvoiceLineType>> {
    const { scope, loaders } = invoice.sight;
    const page = resolvePage(args, LINE_ORDERING);
    const loader = loaders.byKey('invoice lines', async (ids) =>
      groupBy(await this.invoiceReader.listLines(scope, ids), (row) => row.invoiceId),
    );
    const lines = (await loader.load(invoice.key)) ?? [];
    if (!fitTogether(invoice, lines)) loaders.noteTorn('an invoice and its lines');
    return connect(linesOfPage(lines, page), page, {
      ordering: LINE_ORDERING,
      position: (row) => ({ value: null, id: row.lineNumber }),
      toNode: (row) => toInvoiceLine(row, invoice.currencyCode, invoice.sight),
      count: () => Promise.resolve(lines.length),
    });
  }
}

/** InvoiceLine → its contract. */
@Resolver(() => InvoiceLineType)
export class InvoiceLineLinksResolver {
  constructor(private readonly contractReader: ContractReader) {}

  @FieldResolver(() => ContractType, { nullable: true, description: 'The contract charged; null for a charge on the account itself.' })
  async contract(@Root() line: InvoiceLineType): Promise<ContractType | null> {
    return line.contractId === null ? null : loadContract(this.contractReader, line.sight, line.contractId);
  }
}

/** Whether the lines are those of which the invoice's amounts were summed: at one moment an invoice has a line, also on the contract it was listed under. */
function fitTogether({ amountCents, balanceCents, listedUnder }: InvoiceType, lines: readonly InvoiceLineRow[]): boolean {
  const sums = lines.reduce((sum, line) => ({ amount: sum.amount + line.amountCents, balance: sum.balance + line.balanceCents }), {
    amount: 0,
    balance: 0,
  });
  const isThere = listedUnder === undefined ? lines.length > 0 : lines.some((line) => line.contractId === listedUnder);
  return isThere && sums.amount === amountCents && sums.balance === balanceCents;
}

/** The page's lines and one more; an invoice's lines are read together, since its totals need them all. */
function linesOfPage(lines: readonly InvoiceLineRow[], page: PageRequest): InvoiceLineRow[] {
  const from = page.from?.id;
  const walked = page.backward ? lines.toReversed() : lines;
  const beyond = walked.filter((line) => from === undefined || (page.backward ? line.lineNumber < from : line.lineNumber > from));
  return beyond.slice(0, page.limit + 1);
}
