import type { ServicingSystem } from '../../src/domain/sync/servicing-system';
import { PAYMENT_TRANSITIONS } from '../../src/domain/payments/payment-states';
import { systemActor } from '../../src/kernel/actor';
import { readFile } from '../../src/nacha/file-reader';
import { syncNow } from '../../src/jobs/sync-now';
import { validateFile } from '../../src/nacha/file-validator';
import { AspireServicingSystem } from '../../src/servicing/aspire-servicing-system';
import type { AlternateEftRecord } from '../../src/simulator/alternate-eft-store';
import { AspireSimulator } from '../../src/simulator/aspire-simulator';
import { PaymentStory, type MadePaymentStory } from './payment-story';
import { startPortal, type TestPortal, type TestPortalOptions } from './portal';
import { SimulatorClient, type Body } from './simulator-client';
import { SIMULATOR_TOKEN } from './sync-world';

export const TODAY = '2026-11-23';
const NOW = `${TODAY}T15:00:00.000Z`;
export const DUE = '2026-11-25';
/** A booked loan of the prepared lessee, in USD. */
export const CONTRACT = 10_003;
const RANGE = { from: TODAY, to: '2026-11-30' };
const ACCOUNT = {
  routingNumber: '021000021',
  accountNumber: '000123456789',
  accountType: 'CHECKING',
  accountHolderName: 'Harbor Light',
} as const;

export interface HandOverRow {
  task: string;
  wasSent: 0 | 1;
  attempts: number;
  nextAttemptAt: string | null;
  sealedBankAccount: string | null;
  claimToken: string | null;
  lastError: string | null;
}

export interface PaymentFacts {
  status: string;
  alternateEftId: number | null;
  batchNumber: number | null;
  postedAt: string | null;
  traceNumber: string | null;
  fileName: string | null;
  receivedPaymentId: number | null;
  returnedOn: string | null;
  returnReasonCode: string | null;
}

/** The portal over a real database, and a simulated ASPIRE over HTTP that goes by the portal's clock. */
export class PaymentWorld {
  system!: ServicingSystem;
  url!: string;
  userId!: number;
  siteId!: number;
  private simulator!: AspireSimulator;
  private client!: SimulatorClient;

  private constructor(readonly app: TestPortal) {}

  /** Call `begin` in `beforeEach`, `end` in `afterEach` and `close` in `afterAll`. */
  static async open(options: TestPortalOptions = {}): Promise<PaymentWorld> {
    const current: { system?: ServicingSystem } = {};
    const servicingSystem = new Proxy({} as ServicingSystem, {
      get: (_target, name: keyof ServicingSystem) => {
        const system = current.system as ServicingSystem;
        return (system[name] as (...given: unknown[]) => unknown).bind(system);
      },
    });
    const world = new PaymentWorld(await startPortal({ servicingSystem, ...options }));
    Object.defineProperty(world, 'system', { get: () => current.system, set: (system: ServicingSystem) => (current.system = system) });
    return world;
  }

  async begin({ timeoutMs = 5_000 } = {}): Promise<void> {
    const { app } = this;
    await app.truncate();
    app.clock.advanceSeconds((Date.parse(NOW) - app.clock.now().getTime()) / 1_000);
    this.simulator = new AspireSimulator({ contracts: 40, seed: 1, token: SIMULATOR_TOKEN, asOf: TODAY, now: () => app.clock.now() });
    this.url = (await this.simulator.start()).url;
    this.client = new SimulatorClient(this.url, `Bearer ${SIMULATOR_TOKEN}`);
    this.system = this.connected(timeoutMs);
    const site = await app.story.makeSite();
    this.siteId = site.id;
    this.userId = (await app.story.makeUser({ site, email: `payer-${site.id}@example.com` })).id;
    app.outbox.letters.length = 0;
  }

  connected(timeoutMs: number): AspireServicingSystem {
    return new AspireServicingSystem({ url: this.url, token: SIMULATOR_TOKEN, timeoutMs });
  }

  end(): Promise<void> {
    return this.simulator.stop();
  }

  close(): Promise<void> {
    return this.app.close();
  }

  /** A payment as it is right after the payer's click. */
  async submit(story: Partial<MadePaymentStory> = {}): Promise<number> {
    const { userId, siteId, app } = this;
    const { id } = await new PaymentStory(app).makePayment({
      userId,
      siteId,
      contractId: CONTRACT,
      dueOn: DUE,
      amountCents: 50_000,
      ...story,
    });
    const sealed = this.app.container.bankAccountNumbers.sealForPayment(ACCOUNT);
    const due = 'UPDATE payment_hand_overs SET sealed_bank_account = ?, next_attempt_at = ? WHERE payment_id = ?';
    await app.story.change(due, [sealed, app.clock.now(), id]);
    return id;
  }

  /** A payment that ASPIRE has a record of. */
  async schedule(story: Partial<MadePaymentStory> = {}): Promise<number> {
    const id = await this.submit(story);
    await this.work();
    expect((await this.payment(id)).status).toBe('SCHEDULED');
    return id;
  }

  /** What the payer's click on "cancel" does. */
  async cancel(id: number): Promise<void> {
    const { database, paymentLedger, paymentProgress } = this.app.container;
    await database.transaction(async (transaction) => {
      const payment = await paymentLedger.lock(transaction, id);
      if (!payment) throw new Error('There is no such payment.');
      await paymentProgress.apply(transaction, payment, { signal: 'CANCEL_REQUESTED', evidence: {}, actor: systemActor('payer') });
    });
  }

  work(stop?: AbortSignal) {
    return this.app.container.paymentHandOver.work(stop);
  }

  /** Lets so many minutes pass and works off what is due. */
  async later(minutes: number): Promise<void> {
    this.app.clock.advanceMinutes(minutes);
    await this.work();
  }

  sync(): Promise<unknown> {
    return syncNow(this.app.container.syncRounds, { mode: 'INCREMENTAL' });
  }

  async payment(id: number): Promise<PaymentFacts> {
    const [row] = await this.app.container.database.rows<PaymentFacts>(
      `SELECT status, alternate_eft_id AS alternateEftId, batch_number AS batchNumber, posted_at AS postedAt, trace_number AS traceNumber,
         file_name AS fileName, received_payment_id AS receivedPaymentId, returned_on AS returnedOn, return_reason_code AS returnReasonCode
       FROM payments WHERE id = ?`,
      [id],
    );
    return row as PaymentFacts;
  }

  async handOver(id: number): Promise<HandOverRow> {
    const [row] = await this.app.container.database.rows<HandOverRow>(
      `SELECT task, was_sent AS wasSent, attempts, next_attempt_at AS nextAttemptAt, sealed_bank_account AS sealedBankAccount,
         claim_token AS claimToken, last_error AS lastError FROM payment_hand_overs WHERE payment_id = ?`,
      [id],
    );
    return row as HandOverRow;
  }

  async eventsOf(id: number): Promise<string[]> {
    return (await this.app.container.staffPayments.listEvents([id])).map(({ kind }) => kind);
  }

  /** The codes of the open findings. */
  async findings(): Promise<string[]> {
    const rows = await this.app.container.database.rows<{ code: string }>(
      'SELECT code FROM payment_findings WHERE is_open = 1 ORDER BY code, subject',
    );
    return rows.map(({ code }) => code);
  }

  // --- ASPIRE ---

  control(path: string, body?: object): Promise<Body> {
    return this.client.control(path, body);
  }

  event(type: string, fields: object = {}): Promise<Body> {
    return this.control('events', { type, ...fields });
  }

  fault(mode: string, fields: object = {}): Promise<Body> {
    return this.control('faults', { mode, ...fields });
  }

  async keyOf(id: number): Promise<string> {
    const [row] = await this.app.container.database.rows<{ key: string }>('SELECT payment_key AS `key` FROM payments WHERE id = ?', [id]);
    return row?.key ?? '';
  }

  async recordsOf(id: number): Promise<AlternateEftRecord[]> {
    const key = await this.keyOf(id);
    return (await this.records()).filter(({ paymentId }) => paymentId === key);
  }

  async records(): Promise<AlternateEftRecord[]> {
    return (await this.control('alternate-efts'))['records'] as AlternateEftRecord[];
  }

  /** Takes what is due this week into a batch in review; its number. */
  async generate(range: object = RANGE): Promise<number> {
    return ((await this.event('GENERATE_EFT', range))['batch'] as { BatchNumber: number }).BatchNumber;
  }

  async post(batch: number): Promise<void> {
    await this.event('POST_EFT', { batch });
  }

  /** Generates and posts. */
  async collect(): Promise<void> {
    await this.post(await this.generate());
  }

  /** How many debits of a payment went to the bank, in all files that ASPIRE has now; each file is checked. */
  async entriesOf(id: number): Promise<number> {
    const oids = new Set((await this.recordsOf(id)).map(({ AlternateEftOid }) => String(AlternateEftOid)));
    let count = 0;
    for (const { FileName } of (await this.control('eft-files'))['files'] as { FileName: string }[]) {
      if (!FileName.startsWith('EFT-')) continue;
      const { file, problems } = readFile((await this.control(`eft-files/${FileName}`))['text'] as string);
      expect([problems, validateFile(file)]).toEqual([[], []]);
      for (const { entries } of file.batches) count += entries.filter(({ individualId }) => oids.has(individualId.trim())).length;
    }
    return count;
  }

  /** One payment, one record (or none), as many debits as said, the status said, and a history that led there by legal steps. */
  async expectSound(id: number, expected: { status: string; record: string | null; entries: number }): Promise<void> {
    const { status } = await this.payment(id);
    const records = (await this.recordsOf(id)).map(({ state }) => state);
    const entries = await this.entriesOf(id);
    expect({ status, records, entries }).toEqual({
      status: expected.status,
      records: expected.record === null ? [] : [expected.record],
      entries: expected.entries,
    });
    const events = await this.app.container.staffPayments.listEvents([id]);
    const statuses = events.flatMap(({ statusAfter }) => (statusAfter === null ? [] : [statusAfter]));
    const steps = statuses.slice(1).map((to, index) => ({ from: statuses[index], to }));
    for (const { from, to } of steps) expect(PAYMENT_TRANSITIONS.map((step) => `${step.from} ${step.to}`)).toContain(`${from} ${to}`);
    expect([statuses[0], statuses[statuses.length - 1]]).toEqual(['PENDING', status]);
  }
}
