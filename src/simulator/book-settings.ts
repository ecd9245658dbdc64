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
}

export const DEFAULT_SETTINGS: Readonly<BookSettings> = { cashApplication: 'BALANCE_FORWARD', calculatesContractValues: true };

/** The settings that a request changes. @throws HttpFailure 400 for a field or value that there is not. */
export function readSettings(body: unknown): Partial<BookSettings> {
  const reader = new BodyReader(body).only('cashApplication', 'calculatesContractValues');
  return {
    ...(reader.has('cashApplication') && { cashApplication: reader.oneOf('cashApplication', CASH_APPLICATION_METHODS) }),
    ...(reader.has('calculatesContractValues') && { calculatesContractValues: reader.flag('calculatesContractValues') }),
  };
}
