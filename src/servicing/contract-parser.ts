import { type ContractRecord, type ContractRoleRecord, recordLimits } from '../domain/sync/servicing-system';
import {
  cents,
  code,
  count,
  date,
  filledText,
  flag,
  type JsonObject,
  list,
  oid,
  optionalDate,
  optionalOid,
  optionalText,
  rate,
  refuse,
  text,
  UnreadableError,
  word,
} from './field-reader';

const SCENARIOS = new Set(['OPERATING_LEASE', 'CAPITAL_LEASE', 'LOAN'] as const);
const INTEREST_METHODS = new Set(['STANDARD', 'ADB'] as const);
const FREQUENCIES = new Set(['MONTHLY', 'QUARTERLY', 'SEMI_ANNUAL', 'ANNUAL'] as const);
const TIMINGS = new Set(['ADVANCE', 'ARREARS'] as const);
const ROLE_TYPES = new Set(['CUSTOMER', 'GUARANTOR', 'VENDOR', 'BROKER', 'OTHER'] as const);

/** A contract with its roles. @throws UnreadableError */
export function parseContract(data: JsonObject): ContractRecord {
  const limits = recordLimits.contract;
  return {
    id: oid(data['ContractOid'], 'ContractOid'),
    contractNumber: filledText(data['ContractId'], 'ContractId', limits.contractNumber),
    description: text(data['Description'], 'Description', limits.description),
    financeProduct: text(data['FinanceProduct'], 'FinanceProduct', limits.financeProduct),
    scenario: word(data['ContractScenario'], 'ContractScenario', SCENARIOS),
    interestMethod: word(data['InterestMethod'], 'InterestMethod', INTEREST_METHODS),
    isBooked: flag(data['IsBooked'], 'IsBooked'),
    bookedOn: optionalDate(data['BookedDate'], 'BookedDate'),
    isTerminated: isClosed(data['OpenClosedOid']),
    terminatedOn: optionalDate(data['TerminatedDate'], 'TerminatedDate'),
    privateLabel: optionalText(data['PrivateLabel'], 'PrivateLabel', limits.privateLabel),
    currencyCode: code(data['CurrencyCode'], 'CurrencyCode', /^[A-Z]{3}$/, 'a currency code'),
    commencedOn: date(data['CommencementDate'], 'CommencementDate'),
    maturesOn: date(data['MaturityDate'], 'MaturityDate'),
    term: count(data['Term'], 'Term'),
    paymentFrequency: word(data['PaymentFrequency'], 'PaymentFrequency', FREQUENCIES),
    paymentTiming: word(data['PaymentTiming'], 'PaymentTiming', TIMINGS),
    paymentAmountCents: cents(data['PaymentAmount'], 'PaymentAmount'),
    amountFinancedCents: cents(data['AmountFinanced'], 'AmountFinanced'),
    equipmentCostCents: cents(data['EquipmentCost'], 'EquipmentCost'),
    residualCents: cents(data['ResidualAmount'], 'ResidualAmount'),
    rate: rate(data['Rate'], 'Rate'),
    remainingPayments: count(data['RemainingPayments'], 'RemainingPayments'),
    remainingBalanceCents: cents(data['RemainingBalance'], 'RemainingBalance'),
    nextDueOn: optionalDate(data['NextDueDate'], 'NextDueDate'),
    pastDueCents: cents(data['PastDueAmount'], 'PastDueAmount'),
    billToLocationId: optionalOid(data['BillToLocationOid'], 'BillToLocationOid'),
    roles: parseRoles(data['Roles']),
  };
}

function isClosed(value: unknown): boolean {
  return value === 1 ? false : value === 2 ? true : refuse('OpenClosedOid', value, '1 (open) or 2 (closed)');
}

function parseRoles(value: unknown): ContractRoleRecord[] {
  const roles = list(value, 'Roles', parseRole);
  const seen = new Set<string>();
  for (const [index, { accountId, roleType }] of roles.entries())
    if (seen.size === seen.add(`${roleType}/${accountId}`).size)
      throw new UnreadableError(`Roles[${index}]`, `repeats the role ${roleType} of account ${accountId}`);
  return roles;
}

function parseRole(data: JsonObject): ContractRoleRecord {
  return {
    accountId: oid(data['AccountOid'], 'AccountOid'),
    roleType: word(data['ContractRoleType'], 'ContractRoleType', ROLE_TYPES),
  };
}
