import { PRIVATE_LABELS, planContract, type ContractPlan, type CustomerPlan, type Today } from './contract-plan';
import { dayInMonth } from './day';
import { LEAD_DAYS, planLedger } from './ledger-plan';
import { Random } from './random';
import { KINDS, type Kind } from './record';
import { isAmortized } from './schedule-record';
import { FIRST_RANDOM_CUSTOMER, planStoryCustomer } from './story-plan';

const FEE_YEARS = 2;
const LINE_OF_CREDIT_PERCENT = 5;

/** How many records of each kind a customer has. */
export type Counts = Record<Kind, number>;

/** Plans customer `index` of the book; with the same seed and day it is always the same. At most `maximumContracts` contracts. */
export function planCustomer(seed: number, index: number, today: Today, maximumContracts: number): CustomerPlan {
  if (index < FIRST_RANDOM_CUSTOMER) return planStoryCustomer(index, today);
  const random = new Random(seed, index, 1);
  const entityType = random.chance(12) ? 'PERSON' : 'COMPANY';
  const country = random.chance(15) ? 'CA' : 'US';
  const count = Math.min(pickContractCount(random), maximumContracts);
  const guarantors = entityType === 'COMPANY' ? random.pick([0, 0, 0, 1, 1, 2]) : random.pick([0, 0, 0, 1]);
  const traits = {
    combined: count > 1 && random.chance(25),
    dayOfMonth: random.pick([1, 1, 10, 15, 20]),
    privateLabel: random.chance(60) ? random.pick(PRIVATE_LABELS) : null,
    taxMillionths: country === 'CA' ? 130_000 : random.pick([0, 62_500, 72_500, 82_500, 88_750]),
    guarantors,
    locations: random.pick([1, 1, 1, 2, 3]),
  };
  return {
    index,
    entityType,
    country,
    combined: traits.combined,
    accountFee: random.chance(8),
    dayOfMonth: traits.dayOfMonth,
    accounts: 1 + guarantors,
    contacts: entityType === 'COMPANY' ? random.pick([0, 1, 1, 2, 3]) : 0,
    locations: traits.locations,
    contracts: Array.from({ length: count }, () => planContract(random, today, traits)),
    lineOfCredit: new Random(seed, index, 11).chance(LINE_OF_CREDIT_PERCENT),
  };
}

function pickContractCount(random: Random): number {
  const draw = random.below(100);
  if (draw < 52) return 1;
  if (draw < 74) return 2;
  if (draw < 86) return 3;
  if (draw < 95) return random.between(4, 7);
  return draw < 99 ? random.between(8, 15) : random.between(16, 40);
}

/** Whether a contract has principal and interest, and a schedule where the lender saves those: booked capital leases and loans do. */
export function isAmortizedAndBooked({ stage, terms }: ContractPlan): boolean {
  return stage !== 'UNBOOKED' && isAmortized(terms.scenario);
}

/** Counts a customer's records without making them. */
export function countRecords(plan: CustomerPlan, today: Today, savesSchedules: boolean): Counts {
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Counts;
  counts.accounts = plan.accounts;
  counts.contacts = plan.contacts;
  counts.locations = plan.locations + plan.accounts - 1;
  counts.contracts = plan.contracts.length;
  counts.linesOfCredit = plan.lineOfCredit ? 1 : 0;
  const feeDays = accountFeeDays(plan, today);
  const dueDays = new Set(feeDays);
  for (const contract of plan.contracts) {
    const history = planLedger(contract, today.day);
    counts.payments += history.receipts.length;
    counts.assets += contract.assets;
    if (isAmortizedAndBooked(contract)) counts.principalAndInterest++;
    if (plan.combined) for (const charge of history.charges) dueDays.add(charge.dueDay);
    else counts.invoices += history.charges.length;
  }
  counts.schedules = savesSchedules ? counts.principalAndInterest : 0;
  counts.invoices += plan.combined ? dueDays.size : feeDays.length;
  return counts;
}

/** The days on which the account-level fee fell due in the last two years. */
export function accountFeeDays(plan: CustomerPlan, today: Today): number[] {
  if (!plan.accountFee) return [];
  const days: number[] = [];
  const january = Math.floor(today.month / 12) * 12;
  for (let year = 1 - FEE_YEARS; year <= 1; year++) {
    const day = dayInMonth(january + year * 12, plan.dayOfMonth);
    if (day <= today.day + LEAD_DAYS) days.push(day);
  }
  return days;
}
