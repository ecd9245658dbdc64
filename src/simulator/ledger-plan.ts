import { dueDay, maturityDay } from './amortization';
import type { ContractPlan } from './contract-plan';
import { dayInMonth } from './day';
import { Random } from './random';

/** Days before its due date that a charge is invoiced. */
export const LEAD_DAYS = 20;

/** One due date of a contract: payment `period`, or a charge of its own. */
export interface ChargePlan {
  dueDay: number;
  period: number | 'PROPERTY_TAX' | 'PAYOFF';
  late: boolean;
}

/** Money received: settles charges `from` … `to` (exclusive) and `permilleOfNext` of charge `to`. */
export interface ReceiptPlan {
  receivedDay: number;
  from: number;
  to: number;
  permilleOfNext: number;
  returnedDay: number | undefined;
}

/** The history of a contract up to a day, without amounts. */
export interface LedgerPlan {
  charges: ChargePlan[];
  receipts: ReceiptPlan[];
}

/** Plans what was charged on a contract and what was received, up to `today`. */
export function planLedger(plan: ContractPlan, today: number): LedgerPlan {
  if (plan.stage === 'UNBOOKED') return { charges: [], receipts: [] };
  const charges = planCharges(plan, today);
  return { charges, receipts: planReceipts(plan, charges, today) };
}

function planCharges(plan: ContractPlan, today: number): ChargePlan[] {
  const { terms } = plan;
  const end = plan.terminatedDay ?? today + LEAD_DAYS;
  const charges: ChargePlan[] = [];
  for (let period = 0; period < terms.term; period++) {
    const day = dueDay(terms, period);
    if (day > end) break;
    charges.push({ dueDay: day, period, late: false });
  }
  if (plan.terminatedDay !== undefined && plan.terminatedDay < maturityDay(terms)) {
    charges.push({ dueDay: plan.terminatedDay, period: 'PAYOFF', late: false });
  }
  if (plan.propertyTax) addPropertyTax(plan, charges, end);
  return charges;
}

/** Property tax falls due every 15 October after the start. */
function addPropertyTax(plan: ContractPlan, charges: ChargePlan[], end: number): void {
  for (let month = Math.floor(plan.terms.startMonth / 12) * 12 + 9; ; month += 12) {
    const day = dayInMonth(month, 15);
    if (day > end) break;
    if (month > plan.terms.startMonth) charges.push({ dueDay: day, period: 'PROPERTY_TAX', late: false });
  }
  charges.sort((a, b) => a.dueDay - b.dueDay);
}

function planReceipts(plan: ContractPlan, charges: ChargePlan[], today: number): ReceiptPlan[] {
  const random = new Random(plan.seed);
  const { payer } = plan;
  let due = 0;
  for (const charge of charges) if (charge.dueDay <= today) due++;
  const closedOpen = plan.stage === 'TERMINATED' && payer.openAfterClose ? 1 : 0;
  const end = Math.max(0, due - (plan.stage === 'TERMINATED' ? closedOpen : payer.unpaid));
  const receipts: ReceiptPlan[] = [];
  let next = 0;
  while (next < end) {
    const to = Math.min(end, next + (next === 0 ? end % payer.cadence || payer.cadence : payer.cadence));
    const lastDue = charges[to - 1]?.dueDay ?? 0;
    const receivedDay = lastDue + (payer.slow ? random.between(12, 28) : random.below(4));
    if (receivedDay > today) break;
    const receipt: ReceiptPlan = { receivedDay, from: next, to, permilleOfNext: 0, returnedDay: undefined };
    if (random.chance(2.5)) {
      const returnedDay = receivedDay + random.between(2, 4);
      receipts.push({ ...receipt, returnedDay: Math.min(returnedDay, today) });
      receipt.receivedDay = returnedDay + random.between(2, 5);
      if (receipt.receivedDay > today) break;
    }
    receipts.push(receipt);
    if (payer.slow) markLate(charges[to]);
    next = to;
  }
  for (let index = next + 1; index < due; index++) markLate(charges[index]);
  const partlyPaid = charges[next];
  if (payer.partial && next < due && partlyPaid && partlyPaid.dueDay + 5 <= today) {
    const permilleOfNext = random.between(300, 700);
    receipts.push({ receivedDay: partlyPaid.dueDay + 5, from: next, to: next, permilleOfNext, returnedDay: undefined });
  }
  return receipts;
}

function markLate(charge: ChargePlan | undefined): void {
  if (charge && typeof charge.period === 'number') charge.late = true;
}
