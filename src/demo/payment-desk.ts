import { setTimeout as wait } from 'node:timers/promises';
import type { Container } from '../container';
import type { SimulatedAspire } from '../dev/simulated-aspire';
import { DemoClient } from './demo-client';

/** A payment as the demo looks at it. */
export interface DemoPayment {
  id: string;
  status: string;
  statusExplanation: string;
  amount: { amount: string };
  dueOn: string;
  returned: { reasonCode: string; explanation: string } | null;
  history: { status: string }[];
  trace: { steps: { at: string; what: string; evidence?: { name: string; value: string }[] }[]; waitingFor: string | null };
}

/** What the simulated ASPIRE keeps of a payment. */
export interface AlternateEftRecord {
  paymentId: string;
  state: string;
  ContractOid: number;
  Amount: string;
  BatchNumber: number | null;
  TraceNumber: string | null;
  FileName: string | null;
}

const FIELDS = `id status statusExplanation amount { amount } dueOn returned { reasonCode explanation } history { status }
  trace { steps { at what } waitingFor }`;
const PATIENCE_MS = 60_000;

/** Children before parents. */
const TABLES = ['payment_findings', 'payment_events', 'payment_hand_overs', 'payments', 'payment_orders', 'bank_accounts', 'eft_batches'];

/** Removes what was paid the last time: a simulated ASPIRE that starts anew knows nothing of it. */
export async function forgetPayments({ database }: Pick<Container, 'database'>): Promise<void> {
  await database.transaction(async (transaction) => {
    for (const table of TABLES) await transaction.query(`DELETE FROM ${table}`);
  });
}

/** The payer's window on the payments of the demo, and a hand on the simulated ASPIRE. */
export class PaymentDesk {
  constructor(
    readonly payer: DemoClient,
    readonly staff: DemoClient,
    private readonly aspire: SimulatedAspire['aspire'],
  ) {}

  async find(id: string): Promise<DemoPayment> {
    const { node } = await this.payer.ask<{ node: DemoPayment }>(`query ($id: ID!) { node(id: $id) { ... on Payment { ${FIELDS} } } }`, {
      id,
    });
    return node;
  }

  /** Waits until the worker has brought a payment into one of the states. @throws Error when that takes a minute. */
  async reach(id: string, ...statuses: string[]): Promise<DemoPayment> {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const payment = await this.find(id);
      if (statuses.includes(payment.status)) return payment;
      if (Date.now() > until)
        throw new Error(`The payment is ${payment.status}, not ${statuses.join(' or ')}: ${payment.trace.waitingFor}`);
      await wait(250);
    }
  }

  /** Something that happens at the lender: an EFT run, a return. */
  async event<Outcome>(type: string, fields: object): Promise<Outcome> {
    return this.control<Outcome>('events', { method: 'POST', body: JSON.stringify({ type, ...fields }) });
  }

  async records(): Promise<AlternateEftRecord[]> {
    return (await this.control<{ records: AlternateEftRecord[] }>('alternate-efts')).records;
  }

  async file(name: string): Promise<string> {
    return (await this.control<{ text: string }>(`eft-files/${encodeURIComponent(name)}`)).text;
  }

  /** Has staff start a sync, as the schedule does every quarter of an hour. */
  async sync(): Promise<void> {
    await this.staff.send('syncStart', { mode: 'INCREMENTAL' }, '');
  }

  private async control<Body>(path: string, request: RequestInit = {}): Promise<Body> {
    const headers = { authorization: `Bearer ${this.aspire.token}`, 'content-type': 'application/json' };
    const response = await fetch(`${this.aspire.url}/control/${path}`, { ...request, headers });
    if (!response.ok) throw new Error(`The simulated ASPIRE answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Body;
  }
}
