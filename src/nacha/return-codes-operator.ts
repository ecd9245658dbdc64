import type { ReturnCode } from './return-code';

const NOT_PROCESSED = 'Your bank could not process this payment. Please contact us about another way to pay.';
const BAD_ROUTING_NUMBER = 'The routing number is not valid. Please check it.';

/** Code, title, and plain words for staff. */
type Row = readonly [code: string, title: string, forStaff: string];

/** Entries that the ACH operator or the receiving bank cannot process as they are: something in our file is wrong. */
const UNPROCESSABLE: readonly Row[] = [
  ['R13', 'Invalid ACH Routing Number', 'The routing number is in no use for ACH payments.'],
  ['R18', 'Improper Effective Entry Date', 'The effective entry date was out of range when the operator got the file.'],
  ['R19', 'Amount Field Error', 'The amount was zero or missing where it must not be, or there where it must not be.'],
  ['R25', 'Addenda Error', 'An addenda record is missing, superfluous or malformed.'],
  ['R26', 'Mandatory Field Error', 'A mandatory field is missing or malformed.'],
  ['R27', 'Trace Number Error', 'The trace number is missing or not that of the original entry.'],
  ['R28', 'Routing Number Check Digit Error', 'The check digit of the routing number is wrong.'],
  ['R30', 'RDFI Not Participant in Check Truncation Program', 'The bank takes no part in check truncation.'],
  ['R32', 'RDFI Non-Settlement', 'The receiving bank cannot settle.'],
  ['R34', 'Limited Participation DFI', "A supervisor has limited the receiving bank's part in ACH."],
  ['R35', 'Return of Improper Debit Entry', 'Debits are not allowed in this class, or to a loan account.'],
  ['R36', 'Return of Improper Credit Entry', 'Credits are not allowed in this class.'],
];

/** What banks, agencies and gateways say to each other: enrollments, dishonored returns, contested ones, international entries. */
const BETWEEN_BANKS: readonly Row[] = [
  ['R40', 'Return of ENR Entry by Federal Government Agency', 'A federal agency returned an enrollment (ENR).'],
  ['R41', 'Invalid Transaction Code', 'The transaction code in an enrollment (ENR) is wrong.'],
  ['R42', 'Routing Number/Check Digit Error', 'The routing number in an enrollment (ENR) is wrong.'],
  ['R43', 'Invalid DFI Account Number', 'The account number in an enrollment (ENR) is wrong.'],
  [
    'R44',
    'Invalid Individual ID Number/Identification Number',
    'The identification number in an enrollment (ENR) is unknown to the agency.',
  ],
  ['R45', 'Invalid Individual Name/Company Name', 'The name in an enrollment (ENR) is unknown to the agency.'],
  ['R46', 'Invalid Representative Payee Indicator', 'The representative payee indicator in an enrollment (ENR) is wrong.'],
  ['R47', 'Duplicate Enrollment', 'The enrollment (ENR) was made before.'],
  ['R61', 'Misrouted Return', 'Dishonored return: it went to the wrong bank.'],
  [
    'R62',
    'Return of Erroneous or Reversing Debit',
    'Dishonored return: a wrong debit or its reversal came back and left the receiver with money that is not theirs.',
  ],
  ['R67', 'Duplicate Return', 'Dishonored return: the entry had been returned before.'],
  ['R68', 'Untimely Return', 'Dishonored return: it came too late.'],
  ['R69', 'Field Error(s)', 'Dishonored return: fields are wrong. The addenda information says which.'],
  [
    'R70',
    'Permissible Return Entry Not Accepted/Return Not Requested by ODFI',
    'Dishonored return: our bank neither agreed to it nor asked for it.',
  ],
  ['R71', 'Misrouted Dishonored Return', 'Contested: the dishonored return went to the wrong bank.'],
  ['R72', 'Untimely Dishonored Return', 'Contested: the dishonored return came too late.'],
  ['R73', 'Timely Original Return', 'Contested: the original return was in time.'],
  ['R74', 'Corrected Return', 'Contested: the return is sent again, its fields corrected.'],
  ['R75', 'Return Not a Duplicate', 'Contested: the return was no duplicate.'],
  ['R76', 'No Errors Found', 'Contested: the return had none of the errors claimed.'],
  [
    'R77',
    'Non-Acceptance of R62 Dishonored Return',
    'Contested: both entries were returned, or the money cannot be had back from the receiver.',
  ],
  ['R80', 'IAT Entry Coding Error', 'A code in an international entry (IAT) is wrong.'],
  ['R81', 'Non-Participant in IAT Program', 'The gateway does not send international entries (IAT) for our bank.'],
  ['R82', 'Invalid Foreign Receiving DFI Identification', "The foreign bank's identification is wrong (IAT)."],
  ['R83', 'Foreign Receiving DFI Unable to Settle', 'The foreign bank cannot settle (IAT).'],
  ['R84', 'Entry Not Processed by Gateway', 'The gateway did not process the international entry (IAT).'],
  ['R85', 'Incorrectly Coded Outbound International Payment', 'The payment goes abroad and must be an international entry (IAT).'],
];

/** Reasons that do not come from the payer (Appendix Four, “Return Reason Codes”, returns by operators and between banks). */
export const OPERATOR_CODES: readonly ReturnCode[] = [
  ...UNPROCESSABLE.map((row) => codeOf(row, 'TWO_BANKING_DAYS')),
  ...BETWEEN_BANKS.map((row) => codeOf(row, 'OTHER')),
];

function codeOf([code, title, forStaff]: Row, window: ReturnCode['window']): ReturnCode {
  // Both say that there is no such bank.
  const isRoutingNumber = code === 'R13' || code === 'R28';
  return {
    code,
    title,
    forPayer: isRoutingNumber ? BAD_ROUTING_NUMBER : NOT_PROCESSED,
    forStaff,
    category: 'OTHER',
    effect: isRoutingNumber ? 'STOPS_ACCOUNT' : 'NONE',
    window,
  };
}
