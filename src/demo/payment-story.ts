import { randomUUID } from 'node:crypto';
import type { SimulatedAspire } from '../dev/simulated-aspire';
import { readFile } from '../nacha/file-reader';
import { DEMO_STORIES } from '../simulator/demo-stories';
import { DemoClient, type Refusals } from './demo-client';
import { DEMO_PEOPLE, DEMO_SITE } from './demo-people';
import { PaymentDesk, type AlternateEftRecord, type DemoPayment } from './payment-desk';

/** What the demo paid, and found true. */
export interface PaymentChecks {
  paidOnce: boolean;
  cancelRace: boolean;
  inEftFile: boolean;
  returnedR01: boolean;
  traceComplete: boolean;
}

interface Preview {
  dueOn: string;
  collectedOn: string;
  contracts: { contractId: string; contractNumber: string; payable: { amount: string; currencyCode: string } }[];
  authorization: { version: string };
}

type Submitted = { payment: DemoPayment | null; replayed: boolean } & Refusals;

const PREVIEW = `query { paymentPreview(input: {}) { dueOn collectedOn authorization { version }
  contracts { contractId contractNumber payable { amount currencyCode } } } }`;
const STAFF_TRACE = `query ($id: ID!) { node(id: $id) { ... on Payment { contractNumber
  trace { steps { at what evidence { name value } } waitingFor } } } }`;
/** A loan of the lessee with two unpaid instalments. */
const LOAN = DEMO_STORIES.lessee.contracts[2].ContractId;

/** A lessee pays, changes her mind twice, and a payment comes back: from the click to the bank's file and the trace of each. */
export class PaymentStory {
  private preview!: Preview;
  private bankAccountId = '';

  private constructor(
    private readonly desk: PaymentDesk,
    private readonly tell: (line: string) => void,
  ) {}

  static async tell(portalUrl: string, aspire: SimulatedAspire['aspire'], tell: (line: string) => void): Promise<PaymentChecks> {
    const { lessee, administrator } = DEMO_PEOPLE;
    const payer = new DemoClient(portalUrl);
    await payer.logIn('LogInInput', { siteKey: DEMO_SITE, email: lessee.email, password: lessee.password });
    const staff = new DemoClient(portalUrl.replace(/\/graphql$/, '/admin/graphql'));
    await staff.logIn('PlatformLogInInput', { email: administrator.email, password: administrator.password });
    return new PaymentStory(new PaymentDesk(payer, staff, aspire), tell).run();
  }

  private async run(): Promise<PaymentChecks> {
    await this.prepare();
    const { payment: paid, paidOnce } = await this.payOnce('500.00');
    const bouncing = await this.submit('250.00', randomUUID());
    const inTime = await this.submit('20.00', randomUUID());
    const tooLate = await this.submit('10.00', randomUUID());
    const ids = [paid, bouncing.payment, inTime.payment, tooLate.payment].map((payment) => payment?.id ?? '');
    const [paidId = '', bouncingId = '', inTimeId = '', tooLateId = ''] = ids;
    for (const id of ids) await this.desk.reach(id, 'SCHEDULED');
    this.tell('  The worker has handed all four to ASPIRE: SCHEDULED');

    const cancelRace = await this.collect(inTimeId, tooLateId);
    await this.desk.sync();
    const collected = await this.desk.reach(paidId, 'PAID');
    this.tell(`  After the next sync: ${collected.amount.amount} is ${collected.status}. ${collected.statusExplanation}`);
    const inEftFile = await this.findInFile('500.00');
    const returnedR01 = await this.sendBack(bouncingId);
    const traceComplete = (await this.trace(paidId, 'PAID')) && (await this.trace(bouncingId, 'RETURNED'));
    return { paidOnce, cancelRace, inEftFile, returnedR01, traceComplete };
  }

  /** Looks at what there is to pay, and adds a bank account. */
  private async prepare(): Promise<void> {
    const { payer } = this.desk;
    this.preview = (await payer.ask<{ paymentPreview: Preview }>(PREVIEW)).paymentPreview;
    const { contracts, dueOn, collectedOn } = this.preview;
    this.tell(`\n● ${DEMO_PEOPLE.lessee.email} pays. To be paid, on ${dueOn} at the earliest (the bank is asked on ${collectedOn}):`);
    for (const { contractNumber, payable } of contracts)
      this.tell(`    ${contractNumber}  ${payable.amount.padStart(12)} ${payable.currencyCode}`);
    const [account] = DEMO_STORIES.lessee.bankAccounts;
    const input = {
      ...{ routingNumber: account?.RoutingNumber, accountNumber: account?.AccountNumber, accountType: account?.AccountType },
      ...{ holderName: DEMO_STORIES.lessee.Name, holderType: 'COMPANY' },
    };
    type Added = { bankAccount: { id: string; name: string } | null };
    const added = await payer.send<Added>('bankAccountAdd', input, 'bankAccount { id name }');
    this.bankAccountId = added.bankAccount?.id ?? '';
    this.tell(`  Pays from ${added.bankAccount?.name ?? added.userErrors.map(({ message }) => message).join()}`);
  }

  private submit(amount: string, idempotencyKey: string): Promise<Submitted> {
    const { contracts, dueOn, authorization } = this.preview;
    const contractId = contracts.find(({ contractNumber }) => contractNumber === LOAN)?.contractId;
    const order = { contractId, amount, dueOn, bankAccountId: this.bankAccountId };
    const input = { ...order, idempotencyKey, authorizationVersion: authorization.version, confirmDuplicate: true };
    return this.desk.payer.send<Submitted>('paymentSubmit', input, 'payment { id status } replayed');
  }

  /** A nervous finger: the same order five times at once. */
  private async payOnce(amount: string): Promise<{ payment: DemoPayment | null; paidOnce: boolean }> {
    const key = randomUUID();
    const before = await this.desk.records();
    const answers = await Promise.all(Array.from({ length: 5 }, () => this.submit(amount, key)));
    const ids = new Set(answers.map(({ payment }) => payment?.id));
    const payment = answers[0]?.payment ?? null;
    this.tell(`  Pays ${amount} on ${LOAN}, with five clicks: ${ids.size} payment, ${payment?.status}`);
    if (payment) await this.desk.reach(payment.id, 'SCHEDULED');
    const made = (await this.desk.records()).length - before.length;
    this.tell(`  ASPIRE has ${made} Alternate EFT record of it`);
    const replays = answers.filter(({ replayed }) => replayed).length;
    return { payment, paidOnce: ids.size === 1 && payment !== null && replays === 4 && made === 1 };
  }

  /** The lender generates a batch, reviews and posts it, while the payer cancels one payment before and one after. */
  private async collect(inTimeId: string, tooLateId: string): Promise<boolean> {
    const { desk } = this;
    const { dueOn } = this.preview;
    const { batch } = await desk.event<{ batch: { BatchNumber: number; entries: unknown[] } }>('GENERATE_EFT', { from: dueOn, to: dueOn });
    this.tell(`  The lender generates EFT batch ${batch.BatchNumber} of ${batch.entries.length} payments due ${dueOn}`);
    await this.cancel(inTimeId);
    const canceled = await desk.reach(inTimeId, 'CANCELED');
    this.tell(`  One is cancelled while the batch is in review: ${canceled.status}`);
    await desk.event('POST_EFT', { batch: batch.BatchNumber });
    await this.cancel(tooLateId);
    const late = await desk.reach(tooLateId, 'PAID', 'CANCELED');
    this.tell(`  The batch is posted; another is cancelled after that: ${late.status}, the batch was first`);
    const collected = await this.recordsIn(batch.BatchNumber);
    const amounts = collected.map(({ Amount }) => Amount).sort();
    return canceled.status === 'CANCELED' && late.status === 'PAID' && amounts.join() === ['10.00', '250.00', '500.00'].join();
  }

  private async cancel(paymentId: string): Promise<void> {
    await this.desk.payer.send('paymentCancel', { paymentId, idempotencyKey: randomUUID() }, 'payment { status }');
  }

  private async recordsIn(batch: number): Promise<AlternateEftRecord[]> {
    return (await this.desk.records()).filter(({ BatchNumber }) => BatchNumber === batch);
  }

  private async findInFile(amount: string): Promise<boolean> {
    const record = (await this.desk.records()).find(({ Amount, FileName }) => Amount === amount && FileName !== null);
    const text = await this.desk.file(record?.FileName ?? '');
    const line = text.split('\n').find((each) => each.startsWith('6') && each.trimEnd().endsWith(record?.TraceNumber ?? 'none'));
    this.tell(`  In the NACHA file ${record?.FileName}:\n    ${line ?? 'nothing'}`);
    const { file, problems } = readFile(text);
    const entries = file.batches.flatMap((batch) => batch.entries).filter(({ trace }) => trace === record?.TraceNumber);
    return problems.length === 0 && entries.length === 1 && entries[0]?.amountCents === 50_000;
  }

  private async sendBack(id: string): Promise<boolean> {
    const record = (await this.desk.records()).find(({ Amount, TraceNumber }) => Amount === '250.00' && TraceNumber !== null);
    await this.desk.event('RETURN_EFT', { paymentId: record?.paymentId, reasonCode: 'R01' });
    await this.desk.sync();
    const { status, returned } = await this.desk.reach(id, 'RETURNED');
    this.tell(`  The bank sends one back: ${status}, ${returned?.reasonCode}. ${returned?.explanation}`);
    return returned?.reasonCode === 'R01' && returned.explanation !== '';
  }

  /** What the payer and what support sees of one payment's way. */
  private async trace(id: string, end: string): Promise<boolean> {
    const payment = await this.desk.find(id);
    const { node } = await this.desk.staff.ask<{ node: { contractNumber: string; trace: DemoPayment['trace'] } }>(STAFF_TRACE, { id });
    this.tell(`● The trace of ${payment.amount.amount} on ${node.contractNumber}, for support:`);
    for (const { at, what, evidence = [] } of node.trace.steps) {
      const known = evidence.map(({ name, value }) => `${name} ${value}`).join(', ');
      this.tell(`    ${at}  ${what}${known && `  [${known}]`}`);
    }
    if (node.trace.waitingFor !== null) this.tell(`    ${node.trace.waitingFor}`);
    const statuses = payment.history.map(({ status }) => status).join();
    const isTraced = node.trace.steps.some(({ evidence }) => evidence?.some(({ name }) => name === 'traceNumber'));
    const expected = ['PENDING', 'SCHEDULED', 'PAID', ...(end === 'RETURNED' ? ['RETURNED'] : [])].join();
    return statuses === expected && isTraced && payment.trace.steps.length >= payment.history.length;
  }
}
