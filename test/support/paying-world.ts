import { randomUUID } from 'node:crypto';
import { AUTHORIZATION_VERSION } from '../../src/domain/payments/authorization';
import { globalId } from './ids';
import { PaymentStory, type BankAccountStory } from './payment-story';
import type { ApiClient, Person, TestPortal } from './portal';
import type { ContractStory } from './story';

export interface UserError {
  code: string;
  message: string;
  field: string | null;
}

export interface SeenPayment {
  id: string;
  status: string;
  isOwn: boolean;
  amount: { amount: string; currencyCode: string };
  dueOn: string;
}

/** What a submission, quick pay or cancellation answered. */
export interface OrderAnswer {
  payment?: SeenPayment | null;
  payments?: SeenPayment[];
  replayed: boolean;
  userErrors: UserError[];
}

const PAYMENT = 'id status isOwn amount { amount currencyCode } dueOn';
const REST = 'replayed userErrors { code message field }';
const TYPES = {
  paymentSubmit: ['PaymentSubmitInput', `payment { ${PAYMENT} }`],
  quickPaySubmit: ['QuickPaySubmitInput', `payments { ${PAYMENT} }`],
  paymentCancel: ['PaymentCancelInput', `payment { ${PAYMENT} }`],
} as const;
type Operation = keyof typeof TYPES;

/** The tables that an order writes to; a row by which writers take turns stays, as it must. */
const WRITTEN = ['payment_orders', 'payments', 'payment_events', 'payment_hand_overs', 'payment_findings', 'audit_entries', 'mails'];

/** A customer and a guarantor of one contract with two open invoices of 1,075.00 and 500.00, each with a bank account. */
export class PayingWorld {
  readonly stories: PaymentStory;
  site: { id: number; siteKey: string };
  account: number;
  customer: Person;
  guarantor: Person;
  contract: number;
  bankAccount: number;
  token: string;

  constructor(readonly app: TestPortal) {
    this.stories = new PaymentStory(app);
  }

  async make(): Promise<this> {
    const { story, portal } = this.app;
    this.site = await story.makeSite();
    this.account = await story.makeAccount();
    const guarantor = await story.makeAccount();
    this.contract = await this.makeContract([1_075_00, 500_00], {
      roles: [
        [this.account, 'CUSTOMER'],
        [guarantor, 'GUARANTOR'],
      ],
    });
    this.customer = await story.makeUser({ site: this.site, accounts: [this.account] });
    this.guarantor = await story.makeUser({ site: this.site, accounts: [guarantor], firstName: 'Gus' });
    this.bankAccount = await this.makeBankAccount();
    this.token = await portal.logIn(this.customer);
    return this;
  }

  /** A contract of the customer's with one open invoice for each of the balances. */
  async makeContract(balances: readonly number[], story: ContractStory = {}): Promise<number> {
    const contract = await this.app.story.makeContract({ roles: [[this.account, 'CUSTOMER']], ...story });
    await this.app.story.makeInvoices(balances.map((balanceCents) => ({ lines: [{ contract, amountCents: balanceCents, balanceCents }] })));
    return contract;
  }

  makeBankAccount(story: Partial<BankAccountStory> = {}): Promise<number> {
    return this.stories.makeBankAccount({ userId: this.customer.id, ...story });
  }

  /** A valid order for 100.00 of the customer's, with a key of its own; what is given replaces its fields. */
  input(changes: Record<string, unknown> = {}): Record<string, unknown> {
    return { ...this.toPay(), contractId: globalId('Contract', this.contract), amount: '100.00', ...changes };
  }

  /** What quick pay and single payments have in common. */
  toPay(): Record<string, unknown> {
    return {
      bankAccountId: globalId('BankAccount', this.bankAccount),
      idempotencyKey: randomUUID(),
      authorizationVersion: AUTHORIZATION_VERSION,
    };
  }

  submit(changes: Record<string, unknown> = {}, as: { token?: string; api?: ApiClient } = {}): Promise<OrderAnswer> {
    return this.order('paymentSubmit', this.input(changes), as);
  }

  quickPay(
    expectedTotal: string,
    changes: Record<string, unknown> = {},
    as: { token?: string; api?: ApiClient } = {},
  ): Promise<OrderAnswer> {
    return this.order('quickPaySubmit', { ...this.toPay(), expectedTotal, ...changes }, as);
  }

  cancel(paymentId: string, changes: Record<string, unknown> = {}, as: { token?: string } = {}): Promise<OrderAnswer> {
    return this.order('paymentCancel', { paymentId, idempotencyKey: randomUUID(), ...changes }, as);
  }

  async order(operation: Operation, input: object, as: { token?: string; api?: ApiClient } = {}): Promise<OrderAnswer> {
    const api = as.api ?? this.app.portal;
    const data = await api.data<Record<string, OrderAnswer>>(documentOf(operation), { input }, as.token ?? this.token);
    return data[operation] as OrderAnswer;
  }

  setSite(columns: string, values: readonly (string | number | null)[] = []): Promise<void> {
    return this.app.story.change(`UPDATE sites SET ${columns} WHERE id = ?`, [...values, this.site.id]);
  }

  /** Everything in the tables that an order writes to. */
  async written(): Promise<string> {
    const tables = WRITTEN.map((table) => this.app.container.database.rows(`SELECT * FROM ${table}`));
    return JSON.stringify(await Promise.all(tables));
  }

  rows<Row>(table: string): Promise<Row[]> {
    return this.app.container.database.rows<Row>(`SELECT * FROM ${table} ORDER BY 1`);
  }
}

/** The mutation as a client sends it. */
export function documentOf(operation: Operation): string {
  const [type, result] = TYPES[operation];
  return `mutation ($input: ${type}!) { ${operation}(input: $input) { ${result} ${REST} } }`;
}

/** The codes of an answer. */
export function codesOf({ userErrors }: OrderAnswer): string[] {
  return userErrors.map(({ code }) => code);
}
