import type { LocalDate } from '../kernel/local-date';

/** `assets` of the protocol: a thing that a contract finances. */
export interface AssetRecord {
  AssetOid: number;
  ContractOid: number | null;
  Description: string;
  SerialNumber: string | null;
  Make: string | null;
  Model: string | null;
  ModelYear: number | null;
  LocationOid: number | null;
  Cost: string;
  CurrencyCode: string;
}

/** Row 0 is the amount financed, each further one a payment with the balance after it. */
export interface ScheduleRow {
  RowNumber: number;
  DueDate: LocalDate;
  PaymentAmount: string;
  PrincipalAmount: string;
  InterestAmount: string;
  PrincipalBalance: string;
}

/** `schedules` of the protocol: the stored amortization schedule of a capital lease or a loan. */
export interface ScheduleRecord {
  ContractOid: number;
  CurrencyCode: string;
  Rows: ScheduleRow[];
}

/** `principalAndInterest` of the protocol: what of a capital lease or a loan is paid and what remains. */
export interface PrincipalAndInterestRecord {
  ContractOid: number;
  CurrencyCode: string;
  AsOfDate: LocalDate;
  PrincipalPaid: string;
  InterestPaid: string;
  PrincipalRemaining: string;
  InterestRemaining: string;
}

/** An amount taken from a line of credit, for a contract or for something else. */
export interface LineOfCreditDraw {
  DrawNumber: number;
  DrawDate: LocalDate;
  Amount: string;
  ContractOid: number | null;
}

/** `linesOfCredit` of the protocol. */
export interface LineOfCreditRecord {
  LineOfCreditOid: number;
  AccountOid: number;
  LineOfCreditId: string;
  Description: string | null;
  CurrencyCode: string;
  CreditLimit: string;
  Outstanding: string;
  Available: string;
  ExpirationDate: LocalDate | null;
  Draws: LineOfCreditDraw[];
}
