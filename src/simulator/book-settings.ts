import { BodyReader } from './body-reader';
import { CASH_APPLICATION_METHODS, type CashApplicationMethod } from './cash-application';

/** How the simulated lender has set up its servicing system. */
export interface BookSettings {
  cashApplication: CashApplicationMethod;
  /**
   * Whether the job *Calculate Contract Values* runs. Without it remaining payments, balance, next due date and past due stay as they are, whatever
   * happens, until the event CALCULATE_CONTRACT_VALUES.
   */
  calculatesContractValues: boolean;
  /**
   * *Save Customer Amortization Schedule*. Without it contracts are booked without a schedule; where it is so from the start, the whole book has none.
   */
  savesAmortizationSchedules: boolean;
}

export const DEFAULT_SETTINGS: Readonly<BookSettings> = {
  cashApplication: 'BALANCE_FORWARD',
  calculatesContractValues: true,
  savesAmortizationSchedules: true,
};

/** The settings that a request changes. @throws HttpFailure 400 for a field or value that there is not. */
export function readSettings(body: unknown): Partial<BookSettings> {
  const reader = new BodyReader(body).only('cashApplication', 'calculatesContractValues', 'savesAmortizationSchedules');
  return {
    ...(reader.has('cashApplication') && { cashApplication: reader.oneOf('cashApplication', CASH_APPLICATION_METHODS) }),
    ...(reader.has('calculatesContractValues') && { calculatesContractValues: reader.flag('calculatesContractValues') }),
    ...(reader.has('savesAmortizationSchedules') && { savesAmortizationSchedules: reader.flag('savesAmortizationSchedules') }),
  };
}
