import type { Clock } from '../../kernel/clock';
import { localDateAt, type LocalDate } from '../../kernel/local-date';
import type { ViewerScope } from '../../kernel/viewer-scope';
import type { BankAccountRepository, BankAccountRow } from '../../persistence/repositories/bank-account.repository';
import type { PaymentTermsRepository } from '../../persistence/repositories/payment-terms.repository';
import { authorizationOf, type Authorization } from './authorization';
import { PAYABLE_CURRENCY, totalOf, type Payable, type PayableReader } from './payable-reader';
import { collectedOn, earliestDay, refusalOfDay, selectableDays } from './payment-day';
import { warningsOf, type PaymentWarning } from './payment-warning';
import type { PaymentTerms } from './payment-rules';
import { amountOf } from './payment-amount';

/** What a payer considers to pay. What is left out is not decided yet. */
export interface PreviewInput {
  /** Undefined for everything, as quick pay takes it. */
  contractIds?: readonly number[] | undefined;
  dueOn?: LocalDate | undefined;
  bankAccountId?: number | undefined;
  /** A decimal; of one contract's payment. */
  amount?: string | undefined;
}

/** What the contracts come to in one currency. */
export interface PreviewTotal {
  currencyCode: string;
  openCents: number;
  underWayCents: number;
  payableCents: number;
}

/** What there is to pay, when, within which limits, and the words to agree to. */
export interface PaymentPreview {
  contracts: Payable[];
  totals: PreviewTotal[];
  selectableDays: LocalDate[];
  dueOn: LocalDate;
  collectedOn: LocalDate;
  terms: PaymentTerms;
  warnings: PaymentWarning[];
  authorization: Authorization;
}

/** Who looks. */
export interface PreviewViewer {
  userId: number;
  siteId: number;
  name: string;
  scope: ViewerScope;
}

export interface PreviewParts {
  terms: PaymentTermsRepository;
  payables: PayableReader;
  bankAccounts: Pick<BankAccountRepository, 'findByIds'>;
  clock: Clock;
  timeZone: string;
}

/** Shows payers what they would pay. Nothing is written, nothing reserved: what holds is decided when they submit. */
export class PaymentPreviewService {
  constructor(private readonly parts: PreviewParts) {}

  /** Undefined while payments are off. */
  async preview(viewer: PreviewViewer, input: PreviewInput): Promise<PaymentPreview | undefined> {
    const { terms: termsReader, payables, clock, timeZone } = this.parts;
    const [terms, contracts, bankAccount] = await Promise.all([
      termsReader.find(viewer.siteId),
      payables.read(viewer.scope, input.contractIds),
      this.findBankAccount(viewer, input.bankAccountId),
    ]);
    if (!terms?.areOn) return undefined;
    const today = localDateAt(clock.now(), timeZone);
    const dayRefusal = input.dueOn === undefined ? undefined : refusalOfDay(input.dueOn, today);
    const dueOn = input.dueOn === undefined || dayRefusal ? earliestDay(today) : input.dueOn;
    const amount = input.amount === undefined ? undefined : amountOf(input.amount, 'amount');
    const facts = { terms, contracts, today, dueOn, dayRefusal, amount, bankAccount, isQuickPay: input.contractIds === undefined };
    const amountCents = input.contractIds === undefined ? totalOf(contracts) : amount?.done ? amount.value : null;
    return {
      contracts,
      totals: totalsOf(contracts),
      selectableDays: selectableDays(today),
      dueOn,
      collectedOn: collectedOn(dueOn),
      terms,
      warnings: warningsOf(facts),
      authorization: authorizationOf({
        siteName: terms.name,
        supportEmail: terms.supportEmail,
        payerName: viewer.name,
        today,
        dueOn,
        amountCents,
        bankAccount: bankAccount ?? null,
        contract: contractTermsOf(contracts, input),
      }),
    };
  }

  private async findBankAccount({ userId }: PreviewViewer, id: number | undefined): Promise<BankAccountRow | null | undefined> {
    if (id === undefined) return undefined;
    const [row] = await this.parts.bankAccounts.findByIds(userId, [id]);
    return row?.isKept ? row : null;
  }
}

function contractTermsOf(
  contracts: readonly Payable[],
  { contractIds }: PreviewInput,
): { contractNumber: string } | { count: number } | null {
  if (contractIds === undefined) return { count: contracts.filter(({ payableCents }) => payableCents > 0).length };
  const [only, ...others] = contracts;
  return only && others.length === 0 ? { contractNumber: only.contractNumber } : null;
}

function totalsOf(contracts: readonly Payable[]): PreviewTotal[] {
  const totals = new Map<string, PreviewTotal>();
  for (const { currencyCode, openCents, underWayCents, payableCents } of contracts) {
    const total = totals.get(currencyCode) ?? { currencyCode, openCents: 0, underWayCents: 0, payableCents: 0 };
    total.openCents += openCents;
    total.underWayCents += underWayCents;
    total.payableCents += payableCents;
    totals.set(currencyCode, total);
  }
  const nothing = { currencyCode: PAYABLE_CURRENCY, openCents: 0, underWayCents: 0, payableCents: 0 };
  return totals.size > 0 ? [...totals.values()] : [nothing];
}
