import type { Database } from '../database';
import { isBooked } from './visible-contract';

/** What a registration is held against: one contract with its billing address and its customers. An e-mail field may hold several addresses. */
export interface EnrolmentContract {
  contractId: number;
  contractNumber: string;
  isBooked: boolean;
  privateLabel: string | null;
  /** Of the bill-to location; null without one. */
  billingPostalCode: string | null;
  billingCountryCode: string | null;
  billToEmails: readonly string[];
  /** The account the bill-to location belongs to; null where that is not known. */
  billToAccountId: number | null;
  /** By account number, each with its own e-mail fields and those of all its contacts. */
  customers: readonly { accountId: number; emails: readonly string[] }[];
}

interface ContractRow {
  contractId: number;
  contractNumber: string;
  isBooked: 0 | 1;
  privateLabel: string | null;
  billingPostalCode: string | null;
  billingCountryCode: string | null;
  billToEmails: string | null;
  billToAccountId: number | null;
}

/** Contract numbers are as good as unique; more than these are no honest book. */
const CONTRACTS_READ = 20;
const CUSTOMERS = "role.contract_id IN (?) AND role.role_type = 'CUSTOMER'";

/** The facts of self-enrolment in the synced copy. Everything is reached from the contract number by index; e-mail texts are never searched. */
export class EnrolmentFactsRepository {
  constructor(private readonly database: Database) {}

  /** The contracts with that number as the database compares texts (case and accents don't count); two statements. */
  async listByContractNumber(contractNumber: string): Promise<EnrolmentContract[]> {
    const contracts = await this.database.rows<ContractRow>(
      `SELECT c.id AS contractId, c.contract_number AS contractNumber, (${isBooked('c').text}) AS isBooked, c.private_label AS privateLabel,
         billing.postal_code AS billingPostalCode, billing.country_code AS billingCountryCode, billing.emails AS billToEmails,
         billing.account_id AS billToAccountId
       FROM contracts c LEFT JOIN locations billing ON billing.id = c.bill_to_location_id
       WHERE c.contract_number = ? ORDER BY c.id LIMIT ?`,
      [contractNumber, CONTRACTS_READ],
    );
    if (contracts.length === 0) return [];
    const customers = await this.customersOf(contracts.map((contract) => contract.contractId));
    return contracts.map((contract) => ({
      ...contract,
      isBooked: contract.isBooked === 1,
      billToEmails: contract.billToEmails === null ? [] : [contract.billToEmails],
      customers: customers.get(contract.contractId) ?? [],
    }));
  }

  private async customersOf(contractIds: readonly number[]): Promise<Map<number, { accountId: number; emails: string[] }[]>> {
    const rows = await this.database.rows<{ contractId: number; accountId: number; emails: string | null }>(
      `SELECT role.contract_id AS contractId, role.account_id AS accountId, a.emails
         FROM contract_roles role LEFT JOIN accounts a ON a.id = role.account_id WHERE ${CUSTOMERS}
       UNION ALL SELECT role.contract_id, role.account_id, person.emails
         FROM contract_roles role JOIN contacts person ON person.account_id = role.account_id WHERE ${CUSTOMERS} AND person.emails IS NOT NULL
       ORDER BY contractId, accountId, emails`,
      [contractIds, contractIds],
    );
    const found = new Map<number, { accountId: number; emails: string[] }[]>();
    for (const { contractId, accountId, emails } of rows) {
      const customers = found.get(contractId) ?? [];
      let customer = customers.at(-1);
      if (customer?.accountId !== accountId) customers.push((customer = { accountId, emails: [] }));
      if (emails !== null) customer.emails.push(emails);
      found.set(contractId, customers);
    }
    return found;
  }
}
