import { commencementDay, maturityDay, multiplyDivide, type FinanceTerms } from './amortization';
import { dateOf, dayInMonth } from './day';
import { assetCountOf } from './equipment';
import type { Random } from './random';
import type { ContractScenario } from './record';

export const PRIVATE_LABELS = ['Northwind Equipment', 'Summit Capital', 'Bluewater Finance', 'Cedar Leasing'] as const;
export const GUARANTOR_NEIGHBOURHOOD = 3;

/** The day of the book and its month. */
export interface Today {
  day: number;
  month: number;
}

/** A guarantor: the account `slot` (0 = the customer itself) of the customer `back` places earlier. */
export interface GuarantorReference {
  back: number;
  slot: number;
}

/** How a contract's payer behaves. */
export interface PayerPlan {
  /** Charges settled by one payment. */
  cadence: number;
  slow: boolean;
  /** Charges due at the end of the history that nobody has paid. */
  unpaid: number;
  /** Whether part of the first unpaid charge was paid. */
  partial: boolean;
  /** Whether a closed contract still has its last charge open. */
  openAfterClose: boolean;
}

/** A contract before any name or amount is worked out: enough to count what hangs off it. */
export interface ContractPlan {
  stage: 'UNBOOKED' | 'ACTIVE' | 'TERMINATED';
  terms: FinanceTerms;
  equipmentCostCents: number;
  product: string;
  equipment: number;
  /** How many assets it has. */
  assets: number;
  privateLabel: string | null;
  bookedDay: number;
  terminatedDay: number | undefined;
  taxMillionths: number;
  propertyTax: boolean;
  serviceFee: boolean;
  guarantors: GuarantorReference[];
  vendor: number | undefined;
  broker: number | undefined;
  billTo: number | undefined;
  payer: PayerPlan;
  /** Seeds the details of this contract's history. */
  seed: number;
}

/** A customer of the book: enough to count its records. Its accounts are the customer itself, then its guarantors. */
export interface CustomerPlan {
  index: number;
  entityType: 'COMPANY' | 'PERSON';
  country: 'US' | 'CA';
  /** Bills all contracts that fall due on one day on one invoice. */
  combined: boolean;
  /** Pays an account-level fee every January. */
  accountFee: boolean;
  dayOfMonth: number;
  accounts: number;
  contacts: number;
  /** Locations of the customer itself; every further account has one of its own. */
  locations: number;
  contracts: ContractPlan[];
  lineOfCredit: boolean;
}

/** What a customer's contracts share. */
export interface CustomerTraits {
  combined: boolean;
  dayOfMonth: number;
  privateLabel: string | null;
  taxMillionths: number;
  guarantors: number;
  locations: number;
}

/** Plans one contract of a customer. */
export function planContract(random: Random, today: Today, traits: CustomerTraits): ContractPlan {
  const termMonths = random.pick([24, 36, 36, 48, 60, 60, 72]);
  const stage = pickStage(random);
  const { terms, equipmentCostCents } = planTerms(random, termMonths, traits);
  const age = stage === 'ACTIVE' ? random.between(0, Math.min(termMonths - 1, 34)) : random.between(6, termMonths + 6);
  terms.startMonth = today.month - (stage === 'UNBOOKED' ? random.between(-2, 1) : age);
  // Due dates count from the first day as it fell, so a contract begun on 28 February stays on the 28th.
  terms.startDayOfMonth = Number(dateOf(commencementDay(terms)).slice(8));
  const lease = terms.scenario !== 'LOAN';
  const product = productOf(random, terms);
  const equipment = random.below(1_000_000);
  return {
    stage,
    terms,
    equipmentCostCents,
    product,
    equipment,
    assets: assetCountOf(equipment),
    privateLabel: random.chance(80) ? traits.privateLabel : null,
    bookedDay: Math.min(commencementDay(terms) - random.below(6), today.day),
    terminatedDay: stage === 'TERMINATED' ? pickTermination(random, terms, age, today) : undefined,
    taxMillionths: lease ? traits.taxMillionths : 0,
    propertyTax: lease && random.chance(25),
    serviceFee: lease && random.chance(30),
    guarantors: pickGuarantors(random, traits),
    vendor: random.chance(60) ? random.below(1_000) : undefined,
    broker: random.chance(20) ? random.below(1_000) : undefined,
    billTo: random.chance(98) ? random.below(traits.locations) : undefined,
    payer: planPayer(random),
    seed: random.below(2_147_483_647),
  };
}

function pickStage(random: Random): ContractPlan['stage'] {
  const draw = random.below(100);
  if (draw < 7) return 'UNBOOKED';
  return draw < 20 ? 'TERMINATED' : 'ACTIVE';
}

function planTerms(random: Random, termMonths: number, traits: CustomerTraits): { terms: FinanceTerms; equipmentCostCents: number } {
  const scenario: ContractScenario = random.pick(['OPERATING_LEASE', 'OPERATING_LEASE', 'CAPITAL_LEASE', 'CAPITAL_LEASE', 'LOAN']);
  const loan = scenario === 'LOAN' || random.chance(12);
  const periodMonths = traits.combined ? 1 : random.pick([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 6, 12]);
  const thousands = random.chance(10) ? random.between(60, 450) : random.between(5, 60);
  const equipmentCostCents = thousands * 100_000 + random.below(100_000);
  const terms: FinanceTerms = {
    scenario: loan ? 'LOAN' : scenario,
    interestMethod: loan && random.chance(30) ? 'ADB' : 'STANDARD',
    timing: loan || random.chance(25) ? 'ARREARS' : 'ADVANCE',
    periodMonths,
    term: termMonths / periodMonths,
    rateMillionths: random.between(300, 1_199) * 100,
    financedCents: loan ? equipmentCostCents - multiplyDivide(equipmentCostCents, random.below(21), 100) : equipmentCostCents,
    residualCents: 0,
    startMonth: 0,
    startDayOfMonth: traits.combined ? traits.dayOfMonth : random.pick([1, 1, 1, 5, 10, 15, 15, 20, 25, 28, 30, 31]),
  };
  terms.residualCents = pickResidual(random, terms.scenario, equipmentCostCents);
  return { terms, equipmentCostCents };
}

function pickResidual(random: Random, scenario: ContractScenario, equipmentCostCents: number): number {
  const percent = (share: number): number => multiplyDivide(equipmentCostCents, share, 100);
  if (scenario === 'OPERATING_LEASE') return percent(random.between(8, 25));
  if (scenario === 'CAPITAL_LEASE') return random.chance(50) ? 100 : percent(10);
  return random.chance(12) ? percent(random.between(10, 20)) : 0;
}

function productOf(random: Random, terms: FinanceTerms): string {
  if (terms.scenario === 'OPERATING_LEASE') return random.pick(['Fair Market Value Lease', 'TRAC Lease']);
  if (terms.scenario === 'CAPITAL_LEASE') return terms.residualCents === 100 ? '$1 Buyout Lease' : '10% Purchase Option Lease';
  return terms.interestMethod === 'ADB' ? 'Daily Interest Loan' : random.pick(['Equipment Finance Agreement', 'Equipment Term Loan']);
}

/** Matured contracts close at maturity or soon after, others are paid off early. */
function pickTermination(random: Random, terms: FinanceTerms, age: number, today: Today): number {
  const maturity = maturityDay(terms);
  if (maturity <= today.day) return Math.min(maturity + random.below(20), today.day);
  const month = terms.startMonth + random.between(3, Math.max(3, age));
  return Math.min(dayInMonth(month, terms.startDayOfMonth) + random.below(25), today.day - 1);
}

function pickGuarantors(random: Random, traits: CustomerTraits): GuarantorReference[] {
  const references: GuarantorReference[] = [];
  for (let slot = 1; slot <= traits.guarantors; slot++) if (random.chance(70)) references.push({ back: 0, slot });
  if (random.chance(6)) references.push({ back: random.between(1, GUARANTOR_NEIGHBOURHOOD), slot: random.pick([0, 1, 1]) });
  return references;
}

function planPayer(random: Random): PayerPlan {
  const behaviour = random.below(100);
  return {
    cadence: random.pick([1, 2, 2, 3, 4, 6]),
    slow: behaviour < 18,
    unpaid: behaviour >= 90 ? random.between(1, 4) : 0,
    partial: behaviour >= 96,
    openAfterClose: behaviour >= 88,
  };
}
