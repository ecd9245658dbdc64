import type { EnrolmentContract } from '../../persistence/repositories/enrolment-facts.repository';
import type { SiteRow } from '../../persistence/repositories/site.repository';
import { emailKey } from '../users/email-key';

export type { EnrolmentContract } from '../../persistence/repositories/enrolment-facts.repository';

/** The conditions of domain.md §3 in its order. All are held against one and the same contract. */
export const ENROLMENT_CONDITIONS = {
  CONTRACT_KNOWN: 'A contract bears the contract id that was entered.',
  EMAIL_ON_FILE:
    "The e-mail is that of a customer of the contract, of a contact of such a customer, or of the contract's bill-to location. A guarantor's does not count.",
  CONTRACT_BOOKED: 'The contract is booked; a terminated one still is.',
  LABEL_TAKEN: "The site takes the contract's private label, or contracts without one.",
  POSTAL_CODE_MATCHES: "The postal code is that of the contract's bill-to location.",
} as const;
export type EnrolmentCondition = keyof typeof ENROLMENT_CONDITIONS;

/** Whether each condition held; null where it could not be told. */
export type EnrolmentFindings = Record<EnrolmentCondition, boolean | null>;

/** What a visitor enters and the rule looks at. Names are not compared with anything. */
export interface EnrolmentClaim {
  email: string;
  contractNumber: string;
  billingPostalCode: string;
}

/** What comes of holding a claim against contracts. */
export interface EnrolmentMatch {
  findings: EnrolmentFindings;
  /** The contract the findings are about; null when none bears the number. */
  contractId: number | null;
  /** Set when, and only when, every condition holds. */
  proven: { email: string; accountIds: readonly number[] } | null;
}

/** Nothing could be told: the servicing system was asked and did not answer. */
export const NOTHING_TOLD: EnrolmentFindings = {
  CONTRACT_KNOWN: null,
  EMAIL_ON_FILE: null,
  CONTRACT_BOOKED: null,
  LABEL_TAKEN: null,
  POSTAL_CODE_MATCHES: null,
};

/** Text that mail can be sent to; a field may hold "n/a" as well. */
const ADDRESS = /^[^\s@]+@[^\s@]+$/;
const COMPARED_CHARACTERS: Partial<Record<string, number>> = { US: 5, CA: 6 };

/** Holds a claim against the contracts that may be meant. With several of one number, the one that most conditions hold for is told of. */
export function matchEnrolment(
  claim: EnrolmentClaim,
  contracts: readonly EnrolmentContract[],
  site: Pick<SiteRow, 'privateLabels' | 'takesUnlabelled'>,
): EnrolmentMatch {
  const meant = contracts.filter((contract) => contractKey(contract.contractNumber) === contractKey(claim.contractNumber));
  const matches = meant.map((contract) => matchContract(claim, contract, site));
  const [best] = matches.sort((one, other) => heldCount(other) - heldCount(one));
  return best ?? { findings: { ...NOTHING_TOLD, CONTRACT_KNOWN: false }, contractId: null, proven: null };
}

function matchContract(
  claim: EnrolmentClaim,
  contract: EnrolmentContract,
  site: Pick<SiteRow, 'privateLabels' | 'takesUnlabelled'>,
): EnrolmentMatch {
  const onFile = findEmail(emailKey(claim.email), contract);
  const { privateLabel } = contract;
  const findings = {
    CONTRACT_KNOWN: true,
    EMAIL_ON_FILE: onFile !== null,
    CONTRACT_BOOKED: contract.isBooked,
    LABEL_TAKEN: privateLabel === null ? site.takesUnlabelled : site.privateLabels.includes(privateLabel),
    POSTAL_CODE_MATCHES: samePostalCode(claim.billingPostalCode, contract.billingPostalCode, contract.billingCountryCode),
  };
  return { findings, contractId: contract.contractId, proven: Object.values(findings).every(Boolean) ? onFile : null };
}

/**
 * The address as it is on file and the customers it proves: those it is on file for, themselves or through a contact; for the bill-to location's
 * address the customer the location belongs to, else the one that the contract names as its customer (docs/decisions/0012-self-enrolment.md).
 */
function findEmail(key: string, contract: EnrolmentContract): { email: string; accountIds: number[] } | null {
  const { customers, billToAccountId } = contract;
  const proven = customers.flatMap(({ accountId, emails }) => addressesIn(emails, key).map((email) => ({ accountId, email })));
  if (proven[0]) return { email: proven[0].email, accountIds: [...new Set(proven.map((one) => one.accountId))] };
  const [email] = addressesIn(contract.billToEmails, key);
  const accountIds = customers.map((customer) => customer.accountId);
  if (email === undefined || accountIds.length === 0) return null;
  const owner = accountIds.find((accountId) => accountId === billToAccountId);
  return { email, accountIds: [owner ?? Math.min(...accountIds)] };
}

/** The addresses of the fields (each may hold several, separated by comma or semicolon) that are this one. */
function addressesIn(fields: readonly string[], key: string): string[] {
  const addresses = fields.flatMap((field) => field.split(/[,;]/)).map((address) => address.trim());
  return addresses.filter((address) => emailKey(address) === key && ADDRESS.test(address));
}

/** Whether two postal codes of a country are the same: letters and digits only, in the US the first five, in Canada the first six. */
export function samePostalCode(entered: string, onFile: string | null, countryCode: string | null): boolean {
  const compared = COMPARED_CHARACTERS[countryCode ?? ''];
  const of = (text: string): string =>
    text
      .replace(/[^\p{L}\p{N}]/gu, '')
      .toUpperCase()
      .slice(0, compared);
  const code = of(onFile ?? '');
  return code !== '' && code === of(entered);
}

function contractKey(contractNumber: string): string {
  return contractNumber.trim().toLowerCase();
}

function heldCount({ findings }: EnrolmentMatch): number {
  return Object.values(findings).filter(Boolean).length;
}
