import { balanceAfterCents, interestCents, multiplyDivide, paymentsDueBy, principalCents, type ContractTerms } from './amortization';
import type { ContractPlan } from './contract-plan';
import type { ChargePlan, LedgerPlan, ReceiptPlan } from './ledger-plan';

const PROPERTY_TAX_MILLIONTHS = 9_000;
const LATE_CHARGE_MILLIONTHS = 50_000;
const SERVICE_FEE_CENTS = 1_250;

/** An amount charged under a transaction code and what of it is still open. */
export interface ChargeLine {
  code: string;
  amountCents: number;
  balanceCents: number;
}

/** All that a contract charges on one due date. */
export interface Charge {
  dueDay: number;
  scheduled: boolean;
  lines: ChargeLine[];
}

/** Money received on a contract. */
export interface Receipt extends ReceiptPlan {
  amountCents: number;
}

/** A contract's charges, oldest first, and receipts; what the receipts not returned paid is exactly what the charges' balances lack. */
export interface Ledger {
  charges: Charge[];
  receipts: Receipt[];
}

/** Puts amounts to a planned history. */
export function buildLedger(plan: ContractPlan, terms: ContractTerms, history: LedgerPlan): Ledger {
  let balanceCents = terms.financedCents;
  const charges = history.charges.map((charge): Charge => {
    const lines = linesOf(plan, terms, charge, balanceCents);
    if (terms.scenario === 'LOAN' && typeof charge.period === 'number') balanceCents -= lines[0]?.amountCents ?? 0;
    return { dueDay: charge.dueDay, scheduled: typeof charge.period === 'number', lines };
  });
  return { charges, receipts: history.receipts.map((receipt) => settle(charges, receipt)) };
}

function linesOf(plan: ContractPlan, terms: ContractTerms, charge: ChargePlan, balanceCents: number): ChargeLine[] {
  if (charge.period === 'PROPERTY_TAX') {
    return [line('Property Tax', multiplyDivide(plan.equipmentCostCents, PROPERTY_TAX_MILLIONTHS, 1_000_000))];
  }
  if (charge.period === 'PAYOFF') return [line('Payoff', Math.max(1, payoffCents(terms, charge.dueDay)))];
  const lines = scheduledLines(terms, charge.period, balanceCents, plan.taxMillionths);
  if (plan.serviceFee) lines.push(line('Service Fee', SERVICE_FEE_CENTS));
  if (charge.late) lines.push(line('Late Charge', multiplyDivide(terms.paymentCents, LATE_CHARGE_MILLIONTHS, 1_000_000)));
  return lines;
}

/** The charges of payment `index`: rent and tax on a lease, principal and interest on a loan (with the balloon on its last). */
export function scheduledLines(terms: ContractTerms, index: number, balanceCents: number, taxMillionths: number): ChargeLine[] {
  if (terms.scenario !== 'LOAN') {
    const rent = line('Rent', terms.paymentCents);
    return taxMillionths === 0 ? [rent] : [rent, line('Sales Tax', multiplyDivide(terms.paymentCents, taxMillionths, 1_000_000))];
  }
  const interest = interestCents(terms, index, balanceCents);
  const lines = [line('Principal', principalCents(terms, index, balanceCents, interest)), line('Interest', interest)];
  if (index === terms.term - 1 && terms.residualCents > 0) lines.push(line('Balloon Payment', terms.residualCents));
  return lines;
}

function payoffCents(terms: ContractTerms, day: number): number {
  const due = paymentsDueBy(terms, day);
  return terms.scenario === 'OPERATING_LEASE' ? (terms.term - due) * terms.paymentCents : balanceAfterCents(terms, due);
}

function line(code: string, amountCents: number): ChargeLine {
  return { code, amountCents, balanceCents: amountCents };
}

/** Works out what a receipt amounts to and, unless it came back, takes it off the balances in the lines' order. */
function settle(charges: Charge[], receipt: ReceiptPlan): Receipt {
  const returned = receipt.returnedDay !== undefined;
  let amountCents = 0;
  for (let index = receipt.from; index < receipt.to; index++) {
    for (const chargeLine of charges[index]?.lines ?? []) {
      amountCents += chargeLine.amountCents;
      if (!returned) chargeLine.balanceCents = 0;
    }
  }
  if (receipt.permilleOfNext > 0) {
    const lines = charges[receipt.to]?.lines ?? [];
    const total = lines.reduce((sum, chargeLine) => sum + chargeLine.amountCents, 0);
    let left = multiplyDivide(total, receipt.permilleOfNext, 1_000);
    amountCents += left;
    for (const chargeLine of lines) {
      const paid = Math.min(left, chargeLine.balanceCents);
      chargeLine.balanceCents -= paid;
      left -= paid;
    }
  }
  return { ...receipt, amountCents };
}
