import { ArrayMaxSize } from 'class-validator';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { OpenInvoice, Payable } from '../../../domain/payments/payable-reader';
import type { PaymentPreview } from '../../../domain/payments/payment-preview.service';
import { PAYABLE_CURRENCY } from '../../../domain/payments/payable-reader';
import { PAYMENT_WARNINGS, type PaymentWarning, type PaymentWarningCode } from '../../../domain/payments/payment-warning';
import { describedEnum } from '../../shared/enum';
import { MoneyType, toMoney } from '../../shared/money.type';
import { encodeNodeId } from '../../shared/node-id';
import { Decimal, LocalDate } from '../../shared/scalars';

/** The most contracts, and invoices of one, that a preview lists; its totals are over all. */
const MOST_PREVIEWED = 100;

@InputType('PaymentPreviewInput', { description: 'What the viewer considers to pay. What is left out is not decided yet.' })
export class PaymentPreviewInput {
  @ArrayMaxSize(MOST_PREVIEWED)
  @Field(() => [ID], {
    nullable: true,
    description: `The contracts to pay on, ${MOST_PREVIEWED} at most. Left out, all with open charges, as \`quickPaySubmit\` takes them.`,
  })
  contractIds?: string[] | null;

  @Field(() => LocalDate, { nullable: true, description: 'When to collect; the earliest banking day when left out.' })
  dueOn?: string | null;

  @Field(() => ID, { nullable: true, description: "One of the viewer's bank accounts." })
  bankAccountId?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'The amount in US dollars to pay on the contract.' })
  amount?: string | null;
}

const PaymentWarningCodeEnum = describedEnum<PaymentWarningCode>(
  'PaymentWarningCode',
  'What a payer should know before submitting.',
  PAYMENT_WARNINGS,
);

@ObjectType('PaymentWarning', { description: 'Something that a payer should know before submitting.', simpleResolvers: true })
class PaymentWarningType {
  @Field(() => PaymentWarningCodeEnum, { description: 'For programs.' })
  code: PaymentWarningCode;

  @Field(() => String, { description: 'A sentence for people.' })
  message: string;

  @Field(() => ID, { nullable: true, description: 'The contract it is about; null for none in particular.' })
  contractId: string | null;
}

@ObjectType('OpenInvoice', { description: 'What is open on an invoice, for one contract.', simpleResolvers: true })
class OpenInvoiceType {
  @Field(() => ID, { description: 'The id of the `Invoice`.' })
  invoiceId: string;

  @Field(() => String, { description: 'Its number.' })
  invoiceNumber: string;

  @Field(() => LocalDate, { description: 'When it is due.' })
  dueOn: string;

  @Field(() => MoneyType, { description: 'What is open of its charges on this contract.' })
  balance: MoneyType;
}

@ObjectType('PayableContract', { description: 'What there is to pay on a contract.', simpleResolvers: true })
export class PayableContractType {
  /** For the link to the contract; not part of the schema. */
  contractKey: number;

  @Field(() => ID, { description: 'The id of the `Contract`.' })
  contractId: string;

  @Field(() => String, { description: 'Its number.' })
  contractNumber: string;

  @Field(() => MoneyType, { description: 'All open charges.' })
  openCharges: MoneyType;

  @Field(() => MoneyType, { description: 'Payments submitted through the portal, by whomever, that the open charges do not reflect yet.' })
  underWay: MoneyType;

  @Field(() => MoneyType, { description: 'What is left to pay: open and not under way. Zero in a currency that cannot be paid here.' })
  payable: MoneyType;

  @Field(() => Int, { description: 'How many invoices are open.' })
  openInvoiceCount: number;

  @Field(() => [OpenInvoiceType], { description: `The open invoices, earliest due first; ${MOST_PREVIEWED} at most.` })
  openInvoices: OpenInvoiceType[];
}

@ObjectType('PaymentTotal', { description: 'What the contracts come to in one currency.', simpleResolvers: true })
class PaymentTotalType {
  @Field(() => MoneyType, { description: 'All open charges.' })
  openCharges: MoneyType;

  @Field(() => MoneyType, { description: 'Submitted, and not in the open charges yet.' })
  underWay: MoneyType;

  @Field(() => MoneyType, { description: 'What is left to pay: in US dollars the total that `quickPaySubmit` takes.' })
  payable: MoneyType;
}

@ObjectType('PaymentLimits', { description: 'How much can be paid here.', simpleResolvers: true })
class PaymentLimitsType {
  @Field(() => MoneyType, { nullable: true, description: 'With one payment; null where the site sets no limit.' })
  maximumPayment: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'By one user within 24 hours; null where the site sets no limit.' })
  maximumDay: MoneyType | null;

  @Field(() => Boolean, { description: 'Whether more than what is left to pay can be paid on an active contract.' })
  allowsPrepayment: boolean;
}

@ObjectType('PaymentAuthorizationText', { description: 'The words that a payer agrees to when submitting.', simpleResolvers: true })
class PaymentAuthorizationTextType {
  @Field(() => String, { description: 'What this wording is called, for `authorizationVersion`.' })
  version: string;

  @Field(() => String, { description: 'The text to show, filled with what was given. It is kept with the payment.' })
  text: string;
}

@ObjectType('PaymentPreview', { description: 'What there is to pay, when and within which limits.', simpleResolvers: true })
export class PaymentPreviewType {
  @Field(() => Int, { description: 'How many contracts this is about.' })
  contractCount: number;

  @Field(() => [PayableContractType], { description: `The contracts by number; ${MOST_PREVIEWED} at most.` })
  contracts: PayableContractType[];

  @Field(() => [PaymentTotalType], { description: 'What all of them come to, for each currency.' })
  totals: PaymentTotalType[];

  @Field(() => [LocalDate], { description: 'The banking days that can be chosen, from today to 30 days ahead.' })
  selectableDays: string[];

  @Field(() => LocalDate, { description: 'The day given, or else the earliest one.' })
  dueOn: string;

  @Field(() => LocalDate, { description: 'The banking day on which the bank is asked for the money at the earliest.' })
  collectedOn: string;

  @Field(() => PaymentLimitsType, { description: 'How much can be paid here.' })
  limits: PaymentLimitsType;

  @Field(() => [PaymentWarningType], { description: 'What the payer should know.' })
  warnings: PaymentWarningType[];

  @Field(() => PaymentAuthorizationTextType, { description: 'The words to agree to.' })
  authorization: PaymentAuthorizationTextType;
}

export function toPaymentPreview({ contracts, totals, terms, warnings, ...rest }: PaymentPreview): PaymentPreviewType {
  const limit = (cents: number | null): MoneyType | null => (cents === null ? null : toMoney(cents, PAYABLE_CURRENCY));
  const { maximumPaymentCents, maximumDayCents, allowsPrepayment } = terms;
  return {
    ...rest,
    contractCount: contracts.length,
    contracts: contracts.slice(0, MOST_PREVIEWED).map(toPayableContract),
    totals: totals.map(({ currencyCode, openCents, underWayCents, payableCents }) => ({
      openCharges: toMoney(openCents, currencyCode),
      underWay: toMoney(underWayCents, currencyCode),
      payable: toMoney(payableCents, currencyCode),
    })),
    limits: { maximumPayment: limit(maximumPaymentCents), maximumDay: limit(maximumDayCents), allowsPrepayment },
    warnings: warnings.map(toWarning),
  };
}

function toWarning({ contractId, ...warning }: PaymentWarning): PaymentWarningType {
  return { ...warning, contractId: contractId === null ? null : encodeNodeId('Contract', contractId) };
}

function toPayableContract(payable: Payable): PayableContractType {
  const { contractId, contractNumber, currencyCode, openCents, underWayCents, payableCents, invoices } = payable;
  return {
    contractKey: contractId,
    contractId: encodeNodeId('Contract', contractId),
    contractNumber,
    openCharges: toMoney(openCents, currencyCode),
    underWay: toMoney(underWayCents, currencyCode),
    payable: toMoney(payableCents, currencyCode),
    openInvoiceCount: invoices.length,
    openInvoices: invoices.slice(0, MOST_PREVIEWED).map((invoice) => toOpenInvoice(invoice, currencyCode)),
  };
}

function toOpenInvoice({ invoiceId, invoiceNumber, dueOn, balanceCents }: OpenInvoice, currencyCode: string): OpenInvoiceType {
  return { invoiceId: encodeNodeId('Invoice', invoiceId), invoiceNumber, dueOn, balance: toMoney(balanceCents, currencyCode) };
}
