import type { ViewerScope } from '../../kernel/viewer-scope';
import type { Database, Transaction } from '../database';
import type { PaymentStatus } from '../entities/payment.entity';
import { allOf, isOneOf, rowsFrom } from './sql';
import { visibleContract } from './visible-contract';

/** What is open on one invoice of a contract. */
export interface OpenInvoice {
  invoiceId: number;
  invoiceNumber: string;
  dueOn: string;
  /** Over the invoice's lines on this contract; more than zero. */
  balanceCents: number;
}

/** A contract with what is open on it, and what is on its way to it already. */
export interface ChargedContract {
  contractId: number;
  contractNumber: string;
  isClosed: boolean;
  currencyCode: string;
  /** Earliest due first. */
  invoices: OpenInvoice[];
  /** Submitted, whoever did, and not in the open charges yet. */
  underWayCents: number;
  underWayPayments: number;
}

/** Either an invoice's charges, if any, or with null for those what is under way. */
type ChargeRow = Omit<ChargedContract, 'isClosed' | 'invoices' | 'underWayCents' | 'underWayPayments'> & {
  isClosed: 0 | 1;
  underWayCents: number | null;
  underWayPayments: number | null;
} & { [Key in keyof OpenInvoice]: OpenInvoice[Key] | null };

/** Until they are paid, cancelled or returned, payments in these stand against open charges. */
const NOT_YET_POSTED: readonly PaymentStatus[] = ['PENDING', 'SCHEDULED', 'PENDING_CANCEL'];

const HEAD = 'c.id AS contractId, c.contract_number AS contractNumber, c.is_terminated AS isClosed, c.currency_code AS currencyCode';

/** What is open on contracts, as a viewer may see them, and what is already on its way to them. `within` a transaction, reads see what it sees. */
export class OpenChargeRepository {
  constructor(private readonly database: Database) {}

  /**
   * Those of the contracts that the viewer may see, or with none named all that have open charges, by contract number. An invoice counts with what
   * its lines on the contract come to; a credit on another invoice takes nothing off. One statement: between two, money could be in neither or in both.
   */
  async list(
    scope: ViewerScope,
    contractIds: readonly number[] | undefined,
    within: Database | Transaction = this.database,
  ): Promise<ChargedContract[]> {
    const where = allOf([contractIds && isOneOf('c.id', contractIds), visibleContract('c', scope)]);
    const rows = await rowsFrom<ChargeRow>(
      within,
      `(SELECT ${HEAD}, i.id AS invoiceId, i.invoice_number AS invoiceNumber, i.due_on AS dueOn,
         CAST(SUM(line.balance_cents) AS SIGNED) AS balanceCents, NULL AS underWayCents, NULL AS underWayPayments
       FROM contracts c LEFT JOIN invoice_lines line ON line.contract_id = c.id AND line.balance_cents <> 0
         LEFT JOIN invoices i ON i.id = line.invoice_id
       WHERE ${where.text} GROUP BY c.id, i.id ${contractIds ? '' : 'HAVING balanceCents > 0'})
       UNION ALL
       (SELECT ${HEAD}, NULL, NULL, NULL, NULL, CAST(SUM(payment.amount_cents) AS SIGNED), COUNT(*)
       FROM contracts c JOIN payments payment ON payment.contract_id = c.id
       WHERE ${where.text} AND (payment.status IN (?) OR (payment.status = 'PAID' AND NOT EXISTS (
         SELECT 1 FROM received_payments received WHERE received.id = payment.received_payment_id)))
       GROUP BY c.id)
       ORDER BY contractNumber, contractId, dueOn, invoiceId`,
      [...where.values, ...where.values, NOT_YET_POSTED],
    );
    return gather(rows);
  }
}

function gather(rows: readonly ChargeRow[]): ChargedContract[] {
  const contracts = new Map<number, ChargedContract>();
  for (const { invoiceId, invoiceNumber, dueOn, balanceCents, underWayPayments, underWayCents: _, ...head } of rows) {
    if (underWayPayments !== null) continue;
    const contractId = Number(head.contractId);
    const nothingUnderWay = { underWayCents: 0, underWayPayments: 0 };
    const contract = contracts.get(contractId) ?? { ...head, contractId, isClosed: head.isClosed === 1, invoices: [], ...nothingUnderWay };
    contracts.set(contractId, contract);
    if (invoiceId === null || invoiceNumber === null || dueOn === null || Number(balanceCents) <= 0) continue;
    contract.invoices.push({ invoiceId: Number(invoiceId), invoiceNumber, dueOn, balanceCents: Number(balanceCents) });
  }
  for (const { contractId, underWayCents, underWayPayments } of rows) {
    const contract = contracts.get(Number(contractId));
    // Among all contracts those without open charges are left out, whatever is on its way to them.
    if (contract && underWayPayments !== null)
      Object.assign(contract, { underWayCents: Number(underWayCents), underWayPayments: Number(underWayPayments) });
  }
  return [...contracts.values()];
}
