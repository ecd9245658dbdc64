import { setTimeout as wait } from 'node:timers/promises';
import type { Container } from '../container';
import type { SimulatedAspire } from '../dev/simulated-aspire';
import { AspireControl } from './aspire-control';
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
  private readonly aspire: AspireControl;

  constructor(
    readonly payer: DemoClient,
    readonly staff: DemoClient,
    aspire: SimulatedAspire['aspire'],
  ) {
    this.aspire = new AspireControl(aspire);
  }

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
    return this.aspire.event<Outcome>(type, fields);
  }

  async records(): Promise<AlternateEftRecord[]> {
    return (await this.aspire.ask<{ records: AlternateEftRecord[] }>('alternate-efts')).records;
  }

  async file(name: string): Promise<string> {
    return (await this.aspire.ask<{ text: string }>(`eft-files/${encodeURIComponent(name)}`)).text;
  }

  /** Has staff start a sync, as the schedule does every quarter of an hour. */
  async sync(): Promise<void> {
    await this.staff.send('syncStart', { mode: 'INCREMENTAL' }, '');
  }
}
