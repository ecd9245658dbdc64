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

/** A contract with what is open on it. */
export interface ChargedContract {
  contractId: number;
  contractNumber: string;
  isClosed: boolean;
  currencyCode: string;
  /** Earliest due first. */
  invoices: OpenInvoice[];
}

/** What is on its way to a contract already. */
export interface UnderWay {
  contractId: number;
  amountCents: number;
  payments: number;
}

type ChargeRow = Omit<ChargedContract, 'isClosed' | 'invoices'> & { isClosed: 0 | 1 } & {
  [Key in keyof OpenInvoice]: OpenInvoice[Key] | null;
};

/** Until they are paid, cancelled or returned, payments in these stand against open charges. */
const NOT_YET_POSTED: readonly PaymentStatus[] = ['PENDING', 'SCHEDULED', 'PENDING_CANCEL'];

/** What is open on contracts, as a viewer may see them, and what is already on its way to them. `within` a transaction, reads see what it sees. */
export class OpenChargeRepository {
  constructor(private readonly database: Database) {}

  /**
   * Those of the contracts that the viewer may see, or with none named all that have open charges, by contract number. An invoice counts with what
   * its lines on the contract come to; a credit on another invoice takes nothing off.
   */
  async list(
    scope: ViewerScope,
    contractIds: readonly number[] | undefined,
    within: Database | Transaction = this.database,
  ): Promise<ChargedContract[]> {
    const where = allOf([contractIds && isOneOf('c.id', contractIds), visibleContract('c', scope)]);
    const rows = await rowsFrom<ChargeRow>(
      within,
      `SELECT c.id AS contractId, c.contract_number AS contractNumber, c.is_terminated AS isClosed, c.currency_code AS currencyCode,
         i.id AS invoiceId, i.invoice_number AS invoiceNumber, i.due_on AS dueOn, CAST(SUM(line.balance_cents) AS SIGNED) AS balanceCents
       FROM contracts c LEFT JOIN invoice_lines line ON line.contract_id = c.id AND line.balance_cents <> 0
         LEFT JOIN invoices i ON i.id = line.invoice_id
       WHERE ${where.text} GROUP BY c.id, i.id ${contractIds ? '' : 'HAVING balanceCents > 0'}
       ORDER BY c.contract_number, c.id, i.due_on, i.id`,
      where.values,
    );
    return gather(rows);
  }

  /** Payments on these contracts, whoever submitted them, that the open charges do not reflect yet. */
  async listUnderWay(
    scope: ViewerScope,
    contractIds: readonly number[],
    within: Database | Transaction = this.database,
  ): Promise<UnderWay[]> {
    if (contractIds.length === 0) return [];
    const where = allOf([isOneOf('c.id', contractIds), visibleContract('c', scope)]);
    const rows = await rowsFrom<UnderWay>(
      within,
      `SELECT payment.contract_id AS contractId, CAST(SUM(payment.amount_cents) AS SIGNED) AS amountCents, COUNT(*) AS payments
       FROM contracts c JOIN payments payment ON payment.contract_id = c.id
       WHERE ${where.text} AND (payment.status IN (?) OR (payment.status = 'PAID' AND NOT EXISTS (
         SELECT 1 FROM received_payments received WHERE received.id = payment.received_payment_id)))
       GROUP BY payment.contract_id`,
      [...where.values, NOT_YET_POSTED],
    );
    return rows.map(({ contractId, amountCents, payments }) => ({
      contractId: Number(contractId),
      amountCents: Number(amountCents),
      payments: Number(payments),
    }));
  }
}

function gather(rows: readonly ChargeRow[]): ChargedContract[] {
  const contracts = new Map<number, ChargedContract>();
  for (const { invoiceId, invoiceNumber, dueOn, balanceCents, ...head } of rows) {
    const contractId = Number(head.contractId);
    const contract = contracts.get(contractId) ?? { ...head, contractId, isClosed: head.isClosed === 1, invoices: [] };
    contracts.set(contractId, contract);
    if (invoiceId === null || invoiceNumber === null || dueOn === null || Number(balanceCents) <= 0) continue;
    contract.invoices.push({ invoiceId: Number(invoiceId), invoiceNumber, dueOn, balanceCents: Number(balanceCents) });
  }
  return [...contracts.values()];
}
