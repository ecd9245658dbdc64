import * as fc from 'fast-check';
import { systemActor } from '../../src/kernel/actor';
import { readFile } from '../../src/nacha/file-reader';
import { validateFile } from '../../src/nacha/file-validator';
import { BEHIND, EftWorld, TODAY } from '../support/eft-world';
import { InProcessAspire, type Line } from '../support/in-process-aspire';
import { PaymentStory } from '../support/payment-story';
import { KEYRING, startPortal, type TestPortal } from '../support/portal';

const ACCOUNT = { routingNumber: '021000021', accountNumber: '000123456', accountType: 'CHECKING', accountHolderName: 'Harbor Light' };
const RANGE = { from: TODAY, to: '2026-12-31' };

/** What may happen, in any order. Numbers choose a payment, or minutes. */
type Act =
  | { act: 'submit' | 'work' | 'workBoth' | 'loseClaims' | 'generate' | 'post' | 'discard' | 'collect' }
  | { act: 'cancel' | 'sendBack'; which: number }
  | { act: 'pass'; minutes: number }
  | { act: 'line'; line: Line };

const which = fc.nat({ max: 20 });
const acts = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ act: fc.constant('submit' as const) }) },
    { weight: 8, arbitrary: fc.record({ act: fc.constantFrom('work' as const, 'workBoth' as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({ act: fc.constantFrom('generate' as const, 'post' as const, 'discard' as const, 'loseClaims' as const) }),
    },
    { weight: 4, arbitrary: fc.record({ act: fc.constantFrom('cancel' as const, 'sendBack' as const), which }) },
    { weight: 4, arbitrary: fc.record({ act: fc.constant('pass' as const), minutes: fc.integer({ min: -90, max: 200 }) }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('line' as const), line: fc.constantFrom<Line>('GOOD', 'ANSWERS_LOST', 'DOWN') }) },
  ),
  { minLength: 12, maxLength: 40 },
);

let app: TestPortal;
let other: TestPortal;
let world: EftWorld;
let aspire: InProcessAspire;

beforeAll(async () => {
  const servicingSystem = new Proxy({} as InProcessAspire, {
    get: (_target, name: keyof InProcessAspire) => (aspire[name] as () => unknown).bind(aspire),
  });
  app = await startPortal({ servicingSystem });
  other = await startPortal({ servicingSystem, beside: app });
});
afterAll(async () => {
  await other.close();
  await app.close();
});

/** A payer, and all that happens to the payer's payments. */
class Life {
  readonly ids: number[] = [];
  private user = 0;
  private site = 0;

  async begin(): Promise<void> {
    await app.truncate();
    app.clock.advanceSeconds((Date.parse(`${TODAY}T15:00:00Z`) - app.clock.now().getTime()) / 1_000);
    world = new EftWorld();
    aspire = new InProcessAspire(world);
    const site = await app.story.makeSite();
    this.site = site.id;
    this.user = (await app.story.makeUser({ site })).id;
  }

  async carryOut(step: Act): Promise<void> {
    switch (step.act) {
      case 'submit':
        return this.submit();
      case 'work':
        return void (await app.container.paymentHandOver.work());
      case 'workBoth':
        return void (await Promise.all([app.container.paymentHandOver.work(), other.container.paymentHandOver.work()]));
      case 'loseClaims':
        return app.story.change('UPDATE payment_hand_overs SET claimed_until = UTC_TIMESTAMP(3) WHERE claim_token IS NOT NULL', []);
      case 'pass':
        return app.clock.advanceMinutes(step.minutes);
      case 'line':
        aspire.line = step.line;
        return;
      case 'cancel':
        return this.cancel(this.ids[step.which % this.ids.length]);
      case 'sendBack':
        return this.sendBack(step.which);
      case 'generate':
        return void world.generate(RANGE);
      case 'collect':
        world.generate(RANGE);
        return this.close('post');
      case 'post':
      case 'discard':
        return this.close(step.act);
    }
  }

  /** The line is good again, and time passes: every record that is open is collected. */
  async settle(): Promise<void> {
    aspire.line = 'GOOD';
    for (let hour = 0; hour < 5; hour += 1) await this.later();
    world.generate(RANGE);
    await this.close('post');
    this.sendBack(1);
    for (let hour = 0; hour < 3; hour += 1) await this.later();
    this.sendBack(0);
    for (let day = 0; day < 2; day += 1) await this.later(30 * 60);
  }

  /** What each payment has come to: its status here, its records there, and its debits in the files that went to the bank. */
  async outcomes(): Promise<{ status: string; records: string[]; debits: number }[]> {
    const debits = new Map<string, number>();
    for (const { FileName, text } of world.records.batches.files()) {
      if (!FileName.startsWith('EFT-')) continue;
      const { file, problems } = readFile(text);
      expect([problems, validateFile(file)]).toEqual([[], []]);
      for (const { individualId } of file.batches.flatMap(({ entries }) => entries))
        debits.set(individualId.trim(), (debits.get(individualId.trim()) ?? 0) + 1);
    }
    const rows = await app.container.database.rows<{ key: string; status: string }>('SELECT payment_key AS `key`, status FROM payments');
    return rows.map(({ key, status }) => {
      const records = world.records.list().filter(({ paymentId }) => paymentId === key);
      const count = records.reduce((sum, { AlternateEftOid }) => sum + (debits.get(String(AlternateEftOid)) ?? 0), 0);
      return { status, records: records.map(({ state, ReturnedDate }) => (ReturnedDate === null ? state : 'SENT_BACK')), debits: count };
    });
  }

  private async later(minutes = 75): Promise<void> {
    app.clock.advanceMinutes(minutes);
    await this.carryOut({ act: 'loseClaims' });
    await this.carryOut({ act: 'workBoth' });
  }

  private async submit(): Promise<void> {
    const { id } = await new PaymentStory(app).makePayment({ userId: this.user, siteId: this.site, contractId: BEHIND, amountCents: 1_00 });
    const sealed = KEYRING.seal(JSON.stringify(ACCOUNT), 'payment');
    const due = 'UPDATE payment_hand_overs SET sealed_bank_account = ?, next_attempt_at = ? WHERE payment_id = ?';
    await app.story.change(due, [sealed, app.clock.now(), id]);
    this.ids.push(id);
  }

  private async cancel(id: number | undefined): Promise<void> {
    const { database, paymentLedger, paymentProgress } = app.container;
    await database.transaction(async (transaction) => {
      const payment = id === undefined ? undefined : await paymentLedger.lock(transaction, id);
      const news = { signal: 'CANCEL_REQUESTED', evidence: {}, actor: systemActor('payer') } as const;
      if (payment) await paymentProgress.apply(transaction, payment, news);
    });
  }

  private sendBack(place: number): void {
    const collected = world.records.list().filter(({ state, ReturnedDate }) => state === 'PROCESSED' && ReturnedDate === null);
    const record = collected[place % collected.length];
    if (record) world.run('RETURN_EFT', { paymentId: record.paymentId, reasonCode: 'R01' });
  }

  private async close(act: 'post' | 'discard'): Promise<void> {
    for (const { BatchNumber, state } of world.records.batches.list()) {
      if (state === 'REVIEW') world.run(act === 'post' ? 'POST_EFT' : 'DISCARD_EFT', { batch: BatchNumber });
    }
  }
}

/** How a payment may end. */
const ENDS = ['CANCELED  0', 'CANCELED CANCELED 0', 'PAID PROCESSED 1', 'RETURNED SENT_BACK 1'];

describe('whatever happens on the way', () => {
  it('each payment ends as one record and one debit, or none, and its payer is told once', async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (steps) => {
        const life = new Life();
        await life.begin();
        for (const step of steps) await life.carryOut(step);
        await life.settle();
        const outcomes = await life.outcomes();
        expect(outcomes).toHaveLength(life.ids.length);
        for (const { status, records, debits } of outcomes) expect(ENDS).toContain(`${status} ${records.join()} ${debits}`);
        const count = (status: string): number => outcomes.filter((outcome) => outcome.status === status).length;
        const mails = await app.container.database.rows<{ kind: string }>('SELECT kind FROM mails');
        const told = (kind: string): number => mails.filter((mail) => mail.kind === kind).length;
        expect([told('PAYMENT_CANCELED'), told('PAYMENT_RETURNED')]).toEqual([count('CANCELED'), count('RETURNED')]);
        expect(await app.container.database.rows('SELECT code, subject FROM payment_findings WHERE is_open = 1')).toEqual([]);
        expect(await app.container.database.rows('SELECT 1 FROM payment_hand_overs WHERE claim_token IS NOT NULL')).toEqual([]);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 180_000);
});
