import type { LocalDate } from '../kernel/local-date';
import type { AssetRecord, LineOfCreditRecord, PrincipalAndInterestRecord, ScheduleRecord } from './daily-record';

/** The kinds of the change feeds, in the order in which a customer's records take their first sequences. */
export const KINDS = [
  'accounts',
  'contacts',
  'locations',
  'contracts',
  'invoices',
  'payments',
  'assets',
  'schedules',
  'principalAndInterest',
  'linesOfCredit',
] as const;
export type Kind = (typeof KINDS)[number];

export type EntityType = 'COMPANY' | 'PERSON';
export type ContractScenario = 'OPERATING_LEASE' | 'CAPITAL_LEASE' | 'LOAN';
export type InterestMethod = 'STANDARD' | 'ADB';
export type PaymentFrequency = 'MONTHLY' | 'QUARTERLY' | 'SEMI_ANNUAL' | 'ANNUAL';
export type PaymentTiming = 'ADVANCE' | 'ARREARS';
export type ContractRoleType = 'CUSTOMER' | 'GUARANTOR' | 'VENDOR' | 'BROKER' | 'OTHER';
export type PaymentMethod = 'EFT' | 'CHECK' | 'WIRE' | 'CARD' | 'OTHER';

/** `accounts` of the protocol. */
export interface AccountRecord {
  AccountOid: number;
  AccountId: string;
  Name: string;
  EntityType: EntityType;
  EmailAddress: string | null;
  PhoneNumber: string | null;
}

/** `contacts` of the protocol. */
export interface ContactRecord {
  ContactOid: number;
  AccountOid: number;
  FirstName: string;
  LastName: string;
  Title: string | null;
  EmailAddress: string | null;
  PhoneNumber: string | null;
}

/** `locations` of the protocol. */
export interface LocationRecord {
  LocationOid: number;
  AccountOid: number;
  Name: string | null;
  Address1: string;
  Address2: string | null;
  City: string;
  Region: string;
  PostalCode: string;
  CountryCode: string;
  EmailAddress: string | null;
}

/** An account's part in a contract. */
export interface ContractRole {
  AccountOid: number;
  ContractRoleType: ContractRoleType;
}

/** `contracts` of the protocol; money and rates are decimal strings. */
export interface ContractRecord {
  ContractOid: number;
  ContractId: string;
  Description: string;
  FinanceProduct: string;
  ContractScenario: ContractScenario;
  InterestMethod: InterestMethod;
  IsBooked: boolean;
  BookedDate: LocalDate | null;
  OpenClosedOid: 1 | 2;
  TerminatedDate: LocalDate | null;
  PrivateLabel: string | null;
  CurrencyCode: string;
  CommencementDate: LocalDate;
  MaturityDate: LocalDate;
  Term: number;
  PaymentFrequency: PaymentFrequency;
  PaymentTiming: PaymentTiming;
  PaymentAmount: string;
  AmountFinanced: string;
  EquipmentCost: string;
  ResidualAmount: string;
  Rate: string;
  RemainingPayments: number;
  RemainingBalance: string;
  NextDueDate: LocalDate | null;
  PastDueAmount: string;
  BillToLocationOid: number | null;
  Roles: ContractRole[];
}

/** One charge of an invoice: on a contract, or (an account-level charge) on an account. */
export interface InvoiceLine {
  LineNumber: number;
  ContractOid: number | null;
  AccountOid: number | null;
  AssetOid: number | null;
  TransactionCode: string;
  Description: string | null;
  Amount: string;
  Balance: string;
}

/** `invoices` of the protocol. */
export interface InvoiceRecord {
  InvoiceOid: number;
  InvoiceNumber: string;
  AccountOid: number;
  InvoiceType: 'SCHEDULED' | 'MISCELLANEOUS';
  InvoiceDate: LocalDate;
  DueDate: LocalDate;
  CurrencyCode: string;
  Lines: InvoiceLine[];
}

/** `payments` of the protocol: money received on a contract. */
export interface PaymentRecord {
  PaymentOid: number;
  ContractOid: number;
  AccountOid: number;
  ReceivedDate: LocalDate;
  Amount: string;
  CurrencyCode: string;
  PaymentMethod: PaymentMethod;
  Reference: string | null;
  ReturnedDate: LocalDate | null;
  ReturnReasonCode: string | null;
}

/** Which record type each kind holds. */
export interface RecordOf {
  accounts: AccountRecord;
  contacts: ContactRecord;
  locations: LocationRecord;
  contracts: ContractRecord;
  invoices: InvoiceRecord;
  payments: PaymentRecord;
  assets: AssetRecord;
  schedules: ScheduleRecord;
  principalAndInterest: PrincipalAndInterestRecord;
  linesOfCredit: LineOfCreditRecord;
}
export type AnyRecord = RecordOf[Kind];

/** The field that holds each kind's oid. */
export const OID_FIELDS = {
  accounts: 'AccountOid',
  contacts: 'ContactOid',
  locations: 'LocationOid',
  contracts: 'ContractOid',
  invoices: 'InvoiceOid',
  payments: 'PaymentOid',
  assets: 'AssetOid',
  schedules: 'ContractOid',
  principalAndInterest: 'ContractOid',
  linesOfCredit: 'LineOfCreditOid',
} as const satisfies Record<Kind, string>;

/** The kinds with at most one record of each contract, under the contract's oid. */
const CONTRACT_DETAILS = ['schedules', 'principalAndInterest'] as const;
export type ContractDetail = (typeof CONTRACT_DETAILS)[number];

/** Whether the kind's oids are those of contracts. */
export function isContractDetail(kind: Kind): kind is ContractDetail {
  return (CONTRACT_DETAILS as readonly Kind[]).includes(kind);
}

/** Whether the text names a kind of the feeds. */
export function isKind(text: unknown): text is Kind {
  return (KINDS as readonly unknown[]).includes(text);
}
