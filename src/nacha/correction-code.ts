import { isRoutingNumber } from '../kernel/routing-number';
import { transactionCodeOf } from './transaction-code';

/** What a notification of change can correct. */
export type CorrectedField =
  | 'ACCOUNT_NUMBER'
  | 'ROUTING_NUMBER'
  | 'TRANSACTION_CODE'
  | 'INDIVIDUAL_NAME'
  | 'INDIVIDUAL_ID'
  | 'COMPANY_NAME'
  | 'COMPANY_ID'
  | 'ADDENDA'
  | 'SEC_CODE';

/** A change code, the fields that it corrects, in the order in which the corrected data holds them, and whether the rules still know it. */
export interface CorrectionCode {
  code: string;
  title: string;
  forStaff: string;
  corrects: readonly CorrectedField[];
  isRetired: boolean;
}

/** The right values as far as a notification gives them. Account numbers are secret: keep them out of logs. */
export interface Correction {
  routingNumber?: string;
  accountNumber?: string;
  transactionCode?: string;
  individualName?: string;
  individualId?: string;
  companyName?: string;
  companyId?: string;
}

const code = (name: string, title: string, forStaff: string, ...corrects: CorrectedField[]): CorrectionCode => ({
  code: name,
  title,
  forStaff,
  corrects,
  // C10–C12 have left the rules; old software still sends them.
  isRetired: ['C10', 'C11', 'C12'].includes(name),
});

/** Every change code from C01 to C14 (Appendix Five, “Change Codes”). */
export const CORRECTION_CODES: readonly CorrectionCode[] = [
  code('C01', 'Incorrect DFI Account Number', 'The account number should read otherwise.', 'ACCOUNT_NUMBER'),
  code('C02', 'Incorrect Routing Number', 'The bank is now to be reached by another routing number.', 'ROUTING_NUMBER'),
  code(
    'C03',
    'Incorrect Routing Number and Incorrect DFI Account Number',
    'Both routing and account number should read otherwise.',
    'ROUTING_NUMBER',
    'ACCOUNT_NUMBER',
  ),
  code('C04', 'Incorrect Individual Name/Receiving Company Name', 'The account is in another name.', 'INDIVIDUAL_NAME'),
  code('C05', 'Incorrect Transaction Code', 'The account is of the other kind: savings, not checking, or the reverse.', 'TRANSACTION_CODE'),
  code(
    'C06',
    'Incorrect DFI Account Number and Incorrect Transaction Code',
    'The account number should read otherwise, and the account is of the other kind.',
    'ACCOUNT_NUMBER',
    'TRANSACTION_CODE',
  ),
  code(
    'C07',
    'Incorrect Routing Number, Incorrect DFI Account Number, and Incorrect Transaction Code',
    'Routing number, account number and kind of account should read otherwise.',
    'ROUTING_NUMBER',
    'ACCOUNT_NUMBER',
    'TRANSACTION_CODE',
  ),
  code('C08', 'Incorrect Receiving DFI Identification', 'The foreign bank has another identification (IAT).'),
  code('C09', 'Incorrect Individual Identification Number', 'The receiver knows the payment by another number.', 'INDIVIDUAL_ID'),
  code('C10', 'Incorrect Company Name', 'Our company name should read otherwise.', 'COMPANY_NAME'),
  code('C11', 'Incorrect Company Identification', 'Our company identification should read otherwise.', 'COMPANY_ID'),
  code(
    'C12',
    'Incorrect Company Name and Company Identification',
    'Our company name and identification should read otherwise.',
    'COMPANY_ID',
    'COMPANY_NAME',
  ),
  code('C13', 'Addenda Format Error', 'The entry was taken, but its addenda record could not be made sense of.', 'ADDENDA'),
  code(
    'C14',
    'Incorrect SEC Code for Outbound International Payment',
    'The payment goes abroad and must be an international entry (IAT).',
    'SEC_CODE',
  ),
];

const CODES = new Map(CORRECTION_CODES.map((entry) => [entry.code, entry]));

/** What a change code corrects; `undefined` for one the rules do not know. */
export function correctionCodeOf(name: string): CorrectionCode | undefined {
  return CODES.get(name);
}

/** Appendix Five, “Corrected Data”: routing 9 + 3 blanks + account 17; account 17 + 3 blanks + code 2; routing 9 + account 17 + code 2. */
const SHAPES: Record<string, RegExp> = {
  C01: /^(?<accountNumber>\S{1,17})$/,
  C02: /^(?<routingNumber>\d{9})$/,
  C03: /^(?<routingNumber>\d{9}) *(?<accountNumber>\S{1,17})$/,
  C04: /^(?<individualName>.{1,22})$/,
  C05: /^(?<transactionCode>\d\d)$/,
  C06: /^(?<accountNumber>\S{1,17}) +(?<transactionCode>\d\d)$/,
  C07: /^(?<routingNumber>\d{9})(?: *(?<accountNumber>\S{1,17}) +|(?<unbroken>\S{17}))(?<transactionCode>\d\d)$/,
  C09: /^(?<individualId>.{1,22})$/,
  C10: /^(?<companyName>.{1,16})$/,
  C11: /^(?<companyId>.{1,10})$/,
  C12: /^(?<companyId>\S{10}) *(?<companyName>\S.{0,15})$/,
};

/**
 * The right values that a notification of change carries, whether its bank kept to the columns or only put blanks between; empty for codes that name
 * none (C08, C13, C14). `undefined` where the data does not say what the code promises, or a routing number or transaction code is none.
 */
export function parseCorrection(name: string, correctedData: string): Correction | undefined {
  const corrects = CODES.get(name);
  if (!corrects) return undefined;
  const shape = SHAPES[name];
  if (!shape) return {};
  const groups = shape.exec(correctedData.trim())?.groups;
  if (!groups) return undefined;
  const { unbroken, ...values } = groups;
  if (unbroken !== undefined) values['accountNumber'] = unbroken;
  if (values['routingNumber'] !== undefined && !isRoutingNumber(values['routingNumber'])) return undefined;
  if (values['transactionCode'] !== undefined && !transactionCodeOf(values['transactionCode'])) return undefined;
  return { ...values };
}

/** The corrected data as a bank writes it under a change code; `undefined` where the code carries none or a value that it needs is missing. */
export function formatCorrection(name: string, correction: Correction): string | undefined {
  const { routingNumber = '', accountNumber = '', transactionCode = '' } = correction;
  const data: Record<string, string | undefined> = {
    C01: accountNumber,
    C02: routingNumber,
    C03: `${routingNumber}   ${accountNumber}`,
    C04: correction.individualName,
    C05: transactionCode,
    C06: `${accountNumber.padEnd(17)}   ${transactionCode}`,
    C07: `${routingNumber}${accountNumber.padEnd(17)}${transactionCode}`,
    C09: correction.individualId,
    C10: correction.companyName,
    C11: correction.companyId,
    C12: `${correction.companyId ?? ''}${correction.companyName ?? ''}`,
  };
  const text = data[name];
  return text !== undefined && parseCorrection(name, text) !== undefined ? text : undefined;
}
