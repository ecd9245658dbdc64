import { Field, Int, ObjectType } from 'type-graphql';
import type { InvoiceLineRow, InvoiceRow, InvoiceState } from '../../../domain/invoices/invoice-reader';
import { connectionType } from '../../shared/connection';
import { describedEnum } from '../../shared/enum';
import type { Sight } from '../../shared/context';
import { MoneyType, toMoney } from '../../shared/money.type';
import { encodeNodeId } from '../../shared/node-id';
import { NodeInterface } from '../../shared/node.type';
import { DateTime, LocalDate, toInstant } from '../../shared/scalars';

const InvoiceTypeEnum = describedEnum<InvoiceRow['invoiceType']>('InvoiceType', 'How an invoice came about.', {
  SCHEDULED: 'Produced for a payment of the schedule.',
  MISCELLANEOUS: 'For anything else: fees, property tax, adjustments.',
});

export const InvoiceStateEnum = describedEnum<InvoiceState>(
  'InvoiceState',
  'Whether anything is left to pay on the lines the viewer sees.',
  {
    OPEN: 'A balance is left.',
    PAID: 'Nothing is left.',
  },
);

@ObjectType('Invoice', {
  implements: NodeInterface,
  description:
    'An invoice with at least one line visible to the viewer. It may span several contracts: only lines of visible contracts, and charges on accounts linked to the viewer, are shown and counted.',
  simpleResolvers: true,
})
export class InvoiceType extends NodeInterface {
  @Field(() => String, { description: 'The number printed on the invoice.' })
  invoiceNumber: string;

  @Field(() => InvoiceTypeEnum, { description: 'Scheduled or miscellaneous.' })
  invoiceType: InvoiceRow['invoiceType'];

  @Field(() => LocalDate, { description: 'The day it was produced.' })
  invoicedOn: string;

  @Field(() => LocalDate, { description: 'The day it is due.' })
  dueOn: string;

  @Field(() => InvoiceStateEnum, { description: 'Open or paid, over the visible lines.' })
  state: InvoiceState;

  @Field(() => MoneyType, { description: 'The sum of the visible lines.' })
  amount: MoneyType;

  @Field(() => MoneyType, { description: 'What is left to pay on the visible lines.' })
  balance: MoneyType;

  @Field(() => DateTime, { description: 'When this was last read from the servicing system.' })
  syncedAt: string;

  /** For later features' links; not part of the schema. */
  key: number;
  currencyCode: string;
  amountCents: number;
  balanceCents: number;
  /** The contract on whose list it was found, if on one's. */
  listedUnder: number | undefined;
  sight: Sight;
}

@ObjectType('InvoiceLine', {
  implements: NodeInterface,
  description: 'One charge of an invoice, on a contract visible to the viewer or on an account linked to them.',
  simpleResolvers: true,
})
export class InvoiceLineType extends NodeInterface {
  @Field(() => Int, { description: "The line's number on the invoice." })
  lineNumber: number;

  @Field(() => String, { description: 'What is charged: "Rent", "Sales Tax", "Property Tax", "Late Charge", "Service Fee" and the like.' })
  transactionCode: string;

  @Field(() => String, { nullable: true, description: 'More about the charge, if the finance company says more.' })
  description: string | null;

  @Field(() => MoneyType, { description: 'The charge.' })
  amount: MoneyType;

  @Field(() => MoneyType, { description: 'What is left to pay of it.' })
  balance: MoneyType;

  /** For the link to the contract; not part of the schema. */
  contractId: number | null;
  sight: Sight;
}

export const InvoiceConnection = connectionType('Invoice', InvoiceType, 'invoices');
export const InvoiceLineConnection = connectionType('InvoiceLine', InvoiceLineType, 'invoice lines');

export function toInvoice(row: InvoiceRow, sight: Sight, listedUnder?: number): InvoiceType {
  return {
    id: encodeNodeId('Invoice', row.id),
    key: row.id,
    currencyCode: row.currencyCode,
    amountCents: row.amountCents,
    balanceCents: row.balanceCents,
    listedUnder,
    sight,
    invoiceNumber: row.invoiceNumber,
    invoiceType: row.invoiceType,
    invoicedOn: row.invoicedOn,
    dueOn: row.dueOn,
    state: row.balanceCents > 0 ? 'OPEN' : 'PAID',
    amount: toMoney(row.amountCents, row.currencyCode),
    balance: toMoney(row.balanceCents, row.currencyCode),
    syncedAt: toInstant(row.syncedAt),
  };
}

export function toInvoiceLine(row: InvoiceLineRow, currencyCode: string, sight: Sight): InvoiceLineType {
  return {
    id: encodeNodeId('InvoiceLine', `${row.invoiceId}.${row.lineNumber}`),
    lineNumber: row.lineNumber,
    transactionCode: row.transactionCode,
    description: row.description,
    amount: toMoney(row.amountCents, currencyCode),
    balance: toMoney(row.balanceCents, currencyCode),
    contractId: row.contractId,
    sight,
  };
}
