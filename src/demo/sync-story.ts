import { setTimeout as wait } from 'node:timers/promises';
import type { SimulatedAspire } from '../dev/simulated-aspire';
import { DEMO_STORIES } from '../simulator/demo-stories';
import { AspireControl } from './aspire-control';
import { DemoClient } from './demo-client';
import { DEMO_PEOPLE, DEMO_SITE } from './demo-people';

/** What the demo found true of the sync. */
export interface SyncChecks {
  deltaSync: boolean;
  dailyKinds: boolean;
  restoreRecovered: boolean;
}

interface Run {
  id: string;
  mode: string;
  outcome: string;
  recordsWritten: number;
  recordsRemoved: number;
}

interface Health {
  state: string;
  message: string;
  halt: { reason: string } | null;
  kinds: { kind: string; cadence: string; dueAt: string; wantedMode: string | null; lastRun: Run | null; lastGoodRun: Run | null }[];
}

interface Billed {
  changes: { kind: string; data: { InvoiceNumber?: string } }[];
  latestSequence: number;
}

const HEALTH = `{ syncHealth { state message halt { reason } kinds { kind cadence dueAt wantedMode
  lastRun { id mode outcome recordsWritten recordsRemoved } lastGoodRun { id mode outcome recordsWritten recordsRemoved } } } }`;
const RUNS = 'query ($kind: SyncKind) { syncRuns(kind: $kind, first: 100) { edges { node { recordsWritten } } } }';
const INVOICES = '{ viewer { dataStatus { state message } } invoices(first: 100) { edges { node { invoiceNumber } } } }';
const PATIENCE_MS = 60_000;
const [CONTRACT] = DEMO_STORIES.lessee.contracts;

/** A bill arrives by itself, the daily kinds are there, and a restore of ASPIRE is noticed and mended while the lessee goes on reading. */
export class SyncStory {
  private constructor(
    private readonly lessee: DemoClient,
    private readonly staff: DemoClient,
    private readonly aspire: AspireControl,
    private readonly tell: (line: string) => void,
  ) {}

  static async tell(portalUrl: string, aspire: SimulatedAspire['aspire'], tell: (line: string) => void): Promise<SyncChecks> {
    const { lessee, administrator } = DEMO_PEOPLE;
    const reader = new DemoClient(portalUrl);
    await reader.logIn('LogInInput', { siteKey: DEMO_SITE, email: lessee.email, password: lessee.password });
    const staff = new DemoClient(portalUrl.replace(/\/graphql$/, '/admin/graphql'));
    await staff.logIn('PlatformLogInInput', { email: administrator.email, password: administrator.password });
    return new SyncStory(reader, staff, new AspireControl(aspire), tell).run();
  }

  private async run(): Promise<SyncChecks> {
    const { latestSequence: before } = await this.aspire.ask<{ latestSequence: number }>('book');
    const { deltaSync, invoiceNumber } = await this.bill();
    const dailyKinds = await this.lookAtDailyKinds();
    return { deltaSync, dailyKinds, restoreRecovered: await this.restore(before, invoiceNumber) };
  }

  /** What changes in ASPIRE, and only that, comes with the next pull. */
  private async bill(): Promise<{ deltaSync: boolean; invoiceNumber: string }> {
    const fee = { ContractOid: CONTRACT.ContractOid, Amount: '75.00', TransactionCode: 'Service Fee' };
    const billed = await this.aspire.event<Billed>('bill', fee);
    const invoiceNumber = billed.changes.find((change) => change.kind === 'invoices')?.data.InvoiceNumber ?? '';
    this.tell(`\n● ASPIRE bills a service fee on ${CONTRACT.ContractId}: ${invoiceNumber}. Staff ask for what has changed:`);
    const invoices = await this.sync({ mode: 'INCREMENTAL' });
    const written = invoices?.recordsWritten ?? 0;
    const isHere = await this.sees(invoiceNumber);
    this.tell(
      `    invoices: ${invoices?.mode} ${invoices?.outcome}, ${written} written; the lessee ${isHere ? 'sees' : 'does not see'} it`,
    );
    return { deltaSync: isHere && invoices?.mode === 'INCREMENTAL' && written >= 1 && written <= 5, invoiceNumber };
  }

  private async lookAtDailyKinds(): Promise<boolean> {
    const daily = (await this.health()).kinds.filter((kind) => kind.cadence === 'DAILY');
    this.tell('  What is read once a day, from 04:00 in Chicago on:');
    const at = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Chicago', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    const isRight: boolean[] = [];
    for (const { kind, dueAt, lastGoodRun } of daily) {
      const { syncRuns } = await this.staff.ask<{ syncRuns: { edges: { node: Run }[] } }>(RUNS, { kind });
      const records = syncRuns.edges.reduce((sum, { node }) => sum + node.recordsWritten, 0);
      const time = at.format(new Date(dueAt));
      this.tell(`    ${kind.padEnd(24)} ${String(records).padStart(6)} records, next at ${time}`);
      isRight.push(lastGoodRun !== null && records > 0 && time >= '04:00' && time < '04:15');
    }
    return daily.length === 4 && isRight.every(Boolean);
  }

  /** ASPIRE's database goes back to before the bill: that is noticed, nothing is lost, and one command mends it. */
  private async restore(toSequence: number, invoiceNumber: string): Promise<boolean> {
    await this.aspire.post('restore', { toSequence });
    this.tell('● The database of ASPIRE is restored from a backup:');
    await this.sync({ mode: 'INCREMENTAL' });
    const halted = await this.health();
    const { viewer, invoices } = await this.read();
    this.tell(`    staff are told: ${halted.state}. ${halted.halt?.reason}`);
    this.tell(`    the lessee goes on reading, and is told: ${viewer.dataStatus.message}`);
    const isHalted = halted.state === 'HALTED' && invoices.includes(invoiceNumber) && viewer.dataStatus.state === 'DELAYED';
    const full = await this.sync({ mode: 'FULL' });
    const after = await this.health();
    const isGone = !(await this.sees(invoiceNumber));
    this.tell(
      `    after one full sync: ${after.state}. ${full?.recordsRemoved} invoices removed, ${invoiceNumber} ${isGone ? 'among them' : 'is still here'}`,
    );
    return isHalted && isGone && full?.outcome === 'SUCCEEDED' && after.halt === null;
  }

  /** Asks the workers for a sync and waits for its end; resolves to the pull of the invoices. */
  private async sync(input: { mode: string }): Promise<Run | undefined> {
    await this.staff.send('syncStart', input, '');
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const { kinds } = await this.health();
      if (kinds.every((kind) => kind.wantedMode === null)) return kinds.find((kind) => kind.kind === 'INVOICES')?.lastRun ?? undefined;
      if (Date.now() > until) throw new Error('The sync that was asked for is not over after a minute.');
      await wait(250);
    }
  }

  private async health(): Promise<Health> {
    return (await this.staff.ask<{ syncHealth: Health }>(HEALTH)).syncHealth;
  }

  private async sees(invoiceNumber: string): Promise<boolean> {
    return (await this.read()).invoices.includes(invoiceNumber);
  }

  private async read(): Promise<{ viewer: { dataStatus: { state: string; message: string } }; invoices: string[] }> {
    type Answer = {
      viewer: { dataStatus: { state: string; message: string } };
      invoices: { edges: { node: { invoiceNumber: string } }[] };
    };
    const { viewer, invoices } = await this.lessee.ask<Answer>(INVOICES);
    return { viewer, invoices: invoices.edges.map(({ node }) => node.invoiceNumber) };
  }
}
