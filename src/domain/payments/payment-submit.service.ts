import type { Clock } from '../../kernel/clock';
import { Fault } from '../../kernel/fault';
import { localDateAt, type LocalDate } from '../../kernel/local-date';
import type { Outcome, Refusal } from '../../kernel/outcome';
import type { Transaction } from '../../persistence/database';
import type { PaymentLedgerRepository, RecentPayment } from '../../persistence/repositories/payment-ledger.repository';
import type { PaymentTermsRepository } from '../../persistence/repositories/payment-terms.repository';
import type { BankAccountFinder } from '../bank-accounts/bank-account-finder';
import { paymentsAreOff } from '../bank-accounts/payment-switch';
import { AUTHORIZATION_VERSION, authorizationOf, type AuthorizationTerms } from './authorization';
import { PAYABLE_CURRENCY, totalOf, type Payable, type PayableReader } from './payable-reader';
import { earliestDay, refusalOfDay } from './payment-day';
import { OrderRefused, refuseIf, type OrderResult, type Payer, type PaymentOrder } from './payment-order';
import type { CheckedOrder, PaymentOrderDesk } from './payment-order-desk';
import {
  firstOf,
  RECENTLY_MS,
  refusalOfAmount,
  refusalOfContract,
  refusalOfDayLimit,
  refusalOfDuplicate,
  refusalOfSize,
  type PaymentTerms,
} from './payment-rules';
import type { PaymentSubmissions, Submission } from './payment-submission';
import { amountOf } from './payment-amount';
import { amountInWords } from './payment-words';

/** What all orders to pay say. */
interface OrderToPay {
  idempotencyKey: string;
  bankAccountId: number;
  /** Null for the earliest banking day. */
  dueOn: LocalDate | null;
  /** Of the wording that was shown. */
  authorizationVersion: string;
  /** Whether a payment that looks like one of the last 24 hours is meant. */
  confirmDuplicate: boolean;
}

/** One payment on one contract. The amount is a decimal. */
export interface PaymentToSubmit extends OrderToPay {
  contractId: number;
  amount: string;
}

/** Everything that can be paid, on all contracts at once; the total, a decimal, is what the payer was shown. */
export interface QuickPayToSubmit extends OrderToPay {
  expectedTotal: string;
}

export interface SubmitParts {
  desk: PaymentOrderDesk;
  ledger: PaymentLedgerRepository;
  terms: PaymentTermsRepository;
  payables: PayableReader;
  bankAccounts: BankAccountFinder;
  submissions: PaymentSubmissions;
  clock: Clock;
  /** Where "today" is. */
  timeZone: string;
}

const TRIES = 3;

/** Takes payments from payers. Everything is decided and written in one transaction; ASPIRE hears of it later. */
export class PaymentSubmitService {
  constructor(private readonly parts: SubmitParts) {}

  /**
   * One payment on a contract that the payer sees, as customer or guarantor. Refused: everything about keys (`PaymentOrderDesk`), `PAYMENTS_OFF`,
   * `AMOUNT_NOT_POSITIVE`, `AMOUNT_TOO_PRECISE`, `AMOUNT_TOO_LARGE`, `AMOUNT_OVER_OPEN_CHARGES`, `AMOUNT_OVER_LIMIT`, `DAY_LIMIT_REACHED`,
   * `CONTRACT_NOT_FOUND`, `CONTRACT_CLOSED`, `CURRENCY_NOT_SUPPORTED`, `NOTHING_OPEN`, `LIKELY_DUPLICATE`, `DATE_PAST`, `DATE_TOO_FAR`,
   * `DATE_NOT_BANKING_DAY`, `AUTHORIZATION_OUTDATED`, and what `BankAccountFinder` refuses.
   */
  submit(payer: Payer, { idempotencyKey, ...input }: PaymentToSubmit): Promise<Outcome<OrderResult>> {
    const order = { operation: 'SUBMIT', idempotencyKey, input } as const;
    return this.withTurns(payer, order, [input.contractId], async (transaction, turns) => {
      const terms = await this.termsOf(transaction, payer);
      const amountCents = valueOf(amountOf(input.amount, 'amount'));
      const dueOn = this.dayOf(input);
      const [payable] = await this.parts.payables.read(payer.scope, [input.contractId], transaction);
      if (!payable) throw new OrderRefused([NO_CONTRACT]);
      assertTurns(turns, [payable]);
      const bankAccount = valueOf(await this.parts.bankAccounts.findUsable(transaction, payer.userId, input.bankAccountId));
      const one = { payable, amountCents };
      const recent = await this.listRecent(transaction, payer);
      const refusal = firstOf(
        () => refusalOfContract(payable),
        () => (input.confirmDuplicate ? undefined : refusalOfDuplicate([one], bankAccount.id, recent)),
        () => refusalOfAmount(one, terms),
        () => refusalOfSize(one, terms),
        () => refusalOfDayLimit(amountCents, recent, terms),
      );
      refuseIf(refusal);
      return this.checkedOrder({ payer, terms, asked: [one], dueOn, bankAccount }, { contractNumber: payable.contractNumber });
    });
  }

  /**
   * One payment on each contract that the payer sees with something left to pay in US dollars: all or none. Refused as `submit`, without what is
   * about one contract and amount, and `TOTAL_CHANGED` when there is another total to pay than the payer saw.
   */
  quickPay(payer: Payer, { idempotencyKey, ...input }: QuickPayToSubmit): Promise<Outcome<OrderResult>> {
    const order = { operation: 'QUICK_PAY', idempotencyKey, input } as const;
    return this.withTurns(payer, order, undefined, (transaction, turns) => this.checkQuickPay(transaction, payer, input, turns));
  }

  /** Has an order taken that is about these contracts, or undefined: about all that are open. Only those that the payer sees are given a turn. */
  private async withTurns(
    payer: Payer,
    order: PaymentOrder,
    contractIds: readonly number[] | undefined,
    check: (transaction: Transaction, turns: ReadonlySet<number>) => Promise<CheckedOrder>,
  ): Promise<Outcome<OrderResult>> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const turns = await this.parts.payables.listIds(payer.scope, contractIds);
      try {
        return await this.parts.desk.take(payer, order, turns, (transaction) => check(transaction, new Set(turns)));
      } catch (error) {
        if (!(error instanceof MoreContracts)) throw error;
      }
    }
    throw new Fault('CONFLICT', 'What there is to pay is changing right now. Please try again.');
  }

  private async checkQuickPay(
    transaction: Transaction,
    payer: Payer,
    input: Omit<QuickPayToSubmit, 'idempotencyKey'>,
    turns: ReadonlySet<number>,
  ): Promise<CheckedOrder> {
    const terms = await this.termsOf(transaction, payer);
    const expectedCents = valueOf(amountOf(input.expectedTotal, 'expectedTotal', Number.MAX_SAFE_INTEGER));
    const dueOn = this.dayOf(input);
    const bankAccount = valueOf(await this.parts.bankAccounts.findUsable(transaction, payer.userId, input.bankAccountId));
    const payables = (await this.parts.payables.read(payer.scope, undefined, transaction)).filter(({ payableCents }) => payableCents > 0);
    assertTurns(turns, payables);
    const totalCents = totalOf(payables);
    const asked = payables.map((payable) => ({ payable, amountCents: payable.payableCents }));
    const recent = await this.listRecent(transaction, payer);
    const refusal = firstOf(
      () => (payables.length === 0 ? NOTHING_OPEN : undefined),
      () => refusalOfTotal(totalCents, expectedCents),
      () => (input.confirmDuplicate ? undefined : refusalOfDuplicate(asked, bankAccount.id, recent)),
      ...asked.map((one) => () => refusalOfSize(one, terms)),
      () => refusalOfDayLimit(totalCents, recent, terms),
    );
    refuseIf(refusal);
    return this.checkedOrder({ payer, terms, asked, dueOn, bankAccount }, { count: payables.length });
  }

  private async termsOf(transaction: Transaction, payer: Payer): Promise<PaymentTerms> {
    const terms = await this.parts.terms.find(payer.siteId, transaction);
    if (!terms?.areOn) throw new OrderRefused(paymentsAreOff.refusals);
    return terms;
  }

  private dayOf({ dueOn, authorizationVersion }: Pick<OrderToPay, 'dueOn' | 'authorizationVersion'>): LocalDate {
    const today = this.today();
    const day = dueOn ?? earliestDay(today);
    refuseIf(refusalOfDay(day, today));
    refuseIf(authorizationVersion === AUTHORIZATION_VERSION ? undefined : AUTHORIZATION_OUTDATED);
    return day;
  }

  private listRecent(transaction: Transaction, { userId }: Payer): Promise<RecentPayment[]> {
    return this.parts.ledger.listRecent(transaction, userId, new Date(this.parts.clock.now().getTime() - RECENTLY_MS));
  }

  private checkedOrder(submission: Omit<Submission, 'authorization'>, contract: AuthorizationTerms['contract']): CheckedOrder {
    const { payer, terms, asked, dueOn, bankAccount } = submission;
    const authorization = authorizationOf({
      siteName: terms.name,
      supportEmail: terms.supportEmail,
      payerName: payer.name,
      today: this.today(),
      dueOn,
      amountCents: asked.reduce((sum, { amountCents }) => sum + amountCents, 0),
      bankAccount,
      contract,
    });
    const carryOut = (transaction: Transaction, orderId: number): Promise<number[]> =>
      this.parts.submissions.save(transaction, orderId, { ...submission, authorization });
    return { authorization, paymentId: null, carryOut };
  }

  private today(): LocalDate {
    return localDateAt(this.parts.clock.now(), this.parts.timeZone);
  }
}

const NO_CONTRACT: Refusal = { code: 'CONTRACT_NOT_FOUND', message: 'There is no such contract.', field: 'contractId' };
const NOTHING_OPEN: Refusal = { code: 'NOTHING_OPEN', message: 'There is nothing left to pay on your contracts.', field: 'expectedTotal' };
const AUTHORIZATION_OUTDATED: Refusal = {
  code: 'AUTHORIZATION_OUTDATED',
  message: 'The words of the authorisation have changed. Please read and confirm them again.',
  field: 'authorizationVersion',
};

/** Contracts have come to be open that no turn was taken for: the order begins anew. */
class MoreContracts extends Error {}

/** @throws MoreContracts */
function assertTurns(turns: ReadonlySet<number>, payables: readonly Payable[]): void {
  if (payables.some(({ contractId }) => !turns.has(contractId))) throw new MoreContracts();
}

function refusalOfTotal(totalCents: number, expectedCents: number): Refusal | undefined {
  if (totalCents === expectedCents) return undefined;
  const [now, before] = [amountInWords(totalCents, PAYABLE_CURRENCY), amountInWords(expectedCents, PAYABLE_CURRENCY)];
  return { code: 'TOTAL_CHANGED', message: `There is ${now} to pay now, not ${before}.`, field: 'expectedTotal' };
}

/** @throws OrderRefused */
function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.done) throw new OrderRefused(outcome.refusals);
  return outcome.value;
}
