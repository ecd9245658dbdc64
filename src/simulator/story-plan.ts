import { maturityDay, type FinanceTerms } from './amortization';
import type { ContractPlan, CustomerPlan, PayerPlan, Today } from './contract-plan';
import { dayInMonth } from './day';

/** Places of the prepared customers; the accounts at VENDORS are the vendors and brokers of the whole book. */
export const GUARANTOR_STORY = 0;
export const LESSEE_STORY = 1;
export const STRANGER_STORY = 2;
export const NAMESAKE_STORY = 3;
export const VENDORS = 4;
export const FIRST_RANDOM_CUSTOMER = 5;
export const VENDOR_COUNT = 12;
export const BROKER_COUNT = 6;

const NORTHWIND = 'Northwind Equipment';
const PROMPT: PayerPlan = { cadence: 1, slow: false, unpaid: 0, partial: false, openAfterClose: false };

interface StoryContract {
  stage?: ContractPlan['stage'];
  terms: Partial<FinanceTerms>;
  costCents: number;
  residualCents?: number;
  label: string | null;
  product: string;
  /** Months since the start. */
  age: number;
  /** Months after the start at which it was closed. */
  closedAfter?: number;
  payer?: Partial<PayerPlan>;
  guaranteed?: boolean;
  propertyTax?: boolean;
  /** One asset when left out. */
  assets?: number;
}

const OPERATING: Partial<FinanceTerms> = { scenario: 'OPERATING_LEASE', timing: 'ADVANCE', rateMillionths: 68_000 };
const CAPITAL: Partial<FinanceTerms> = { scenario: 'CAPITAL_LEASE', timing: 'ADVANCE', rateMillionths: 72_500 };
const LOAN: Partial<FinanceTerms> = { scenario: 'LOAN', timing: 'ARREARS', rateMillionths: 64_900 };

const FMV = { terms: OPERATING, product: 'Fair Market Value Lease' };
const BUYOUT = { terms: CAPITAL, product: '$1 Buyout Lease', residualCents: 100 };

const LESSEE_CONTRACTS: StoryContract[] = [
  { ...FMV, costCents: 8_450_000, residualCents: 1_267_500, label: null, age: 14, guaranteed: true, propertyTax: true, assets: 2 },
  { ...BUYOUT, costCents: 12_600_000, label: NORTHWIND, age: 9, guaranteed: true, assets: 3 },
  {
    terms: { ...LOAN, term: 60 },
    product: 'Equipment Finance Agreement',
    costCents: 21_000_000,
    label: null,
    age: 22,
    payer: { unpaid: 2 },
  },
  {
    terms: { ...LOAN, interestMethod: 'ADB', rateMillionths: 79_900 },
    product: 'Daily Interest Loan',
    costCents: 5_725_000,
    residualCents: 572_500,
    label: NORTHWIND,
    age: 6,
    payer: { unpaid: 1, partial: true },
  },
  { ...FMV, costCents: 3_180_050, residualCents: 318_000, label: NORTHWIND, age: 3, payer: { slow: true } },
  { ...BUYOUT, terms: { ...CAPITAL, periodMonths: 3, term: 16, timing: 'ARREARS' }, costCents: 9_999_999, label: null, age: 20 },
  { ...FMV, stage: 'TERMINATED', costCents: 2_400_000, residualCents: 240_000, label: null, age: 40, closedAfter: 36, guaranteed: true },
  { ...BUYOUT, stage: 'UNBOOKED', costCents: 6_600_000, label: null, age: -1 },
];

const STRANGER_CONTRACTS: StoryContract[] = [
  { ...FMV, costCents: 1_950_000, residualCents: 195_000, label: null, age: 11 },
  { terms: LOAN, product: 'Equipment Term Loan', costCents: 7_300_000, label: NORTHWIND, age: 5 },
  { ...BUYOUT, stage: 'TERMINATED', costCents: 1_200_000, label: null, age: 30, closedAfter: 15 },
];

const NAMESAKE_CONTRACTS: StoryContract[] = [{ ...FMV, stage: 'UNBOOKED', costCents: 2_250_000, label: null, age: 0 }];

/** Plans a prepared customer; only dates depend on the day of the book, nothing on its seed. */
export function planStoryCustomer(index: number, today: Today): CustomerPlan {
  const company = {
    index,
    entityType: 'COMPANY',
    country: 'US',
    combined: false,
    accountFee: false,
    dayOfMonth: 1,
    lineOfCredit: false,
  } as const;
  const plan = (contracts: StoryContract[]): ContractPlan[] =>
    contracts.map((story, place) => planStory(story, index * 100 + place, today));
  switch (index) {
    case GUARANTOR_STORY:
      return { ...company, entityType: 'PERSON', accounts: 1, contacts: 0, locations: 1, contracts: [] };
    case LESSEE_STORY:
      return {
        ...company,
        accountFee: true,
        lineOfCredit: true,
        accounts: 1,
        contacts: 2,
        locations: 2,
        contracts: plan(LESSEE_CONTRACTS),
      };
    case STRANGER_STORY:
      return { ...company, accounts: 1, contacts: 1, locations: 1, contracts: plan(STRANGER_CONTRACTS) };
    case NAMESAKE_STORY:
      return { ...company, accounts: 1, contacts: 0, locations: 1, contracts: plan(NAMESAKE_CONTRACTS) };
    default:
      return { ...company, accounts: VENDOR_COUNT + BROKER_COUNT, contacts: VENDOR_COUNT, locations: 1, contracts: [] };
  }
}

function planStory(story: StoryContract, seed: number, today: Today): ContractPlan {
  const terms: FinanceTerms = {
    scenario: 'LOAN',
    interestMethod: 'STANDARD',
    timing: 'ARREARS',
    periodMonths: 1,
    term: 48,
    rateMillionths: 65_000,
    financedCents: story.costCents,
    residualCents: story.residualCents ?? 0,
    startMonth: today.month - story.age,
    startDayOfMonth: 1,
    ...story.terms,
  };
  const closedDay = story.closedAfter === undefined ? undefined : dayInMonth(terms.startMonth + story.closedAfter, 1);
  return {
    stage: story.stage ?? 'ACTIVE',
    terms,
    equipmentCostCents: story.costCents,
    product: story.product,
    equipment: seed % 6,
    assets: story.assets ?? 1,
    privateLabel: story.label,
    bookedDay: dayInMonth(terms.startMonth, 1) - 3,
    terminatedDay: closedDay === undefined ? undefined : Math.min(closedDay, maturityDay(terms)),
    taxMillionths: terms.scenario === 'LOAN' ? 0 : 102_500,
    propertyTax: story.propertyTax ?? false,
    serviceFee: false,
    guarantors: story.guaranteed ? [{ back: LESSEE_STORY - GUARANTOR_STORY, slot: 0 }] : [],
    vendor: seed,
    broker: undefined,
    billTo: 0,
    payer: { ...PROMPT, ...story.payer },
    seed,
  };
}
