import type { MailSink } from '../dev/mail-sink';
import type { SimulatedAspire } from '../dev/simulated-aspire';
import { DEMO_STORIES } from '../simulator/demo-stories';
import { DemoClient } from './demo-client';
import { DEMO_PEOPLE, DEMO_SITE, STRANGER, type DemoPerson } from './demo-people';
import { tellEnrolment, tellResetLink } from './enrolment-story';
import { PaymentStory, type PaymentChecks } from './payment-story';
import { beginResendStory, tellSecondFactors } from './second-factor-story';
import { askStaffTickets } from './staff-tickets';
import { SyncStory, type SyncChecks } from './sync-story';
import { viewAsReadOnly } from './view-as-ticket';

/** Well-formed, and no contract's. */
const UNKNOWN_ID = btoa('Contract:999999999').replaceAll('=', '');

/** What the demo asked for and found true. */
export interface DemoChecks extends PaymentChecks, SyncChecks {
  logIn: boolean;
  strangerSeesNothing: boolean;
  closedListed: boolean;
  guarantorSees: boolean;
  viewAsReadOnly: boolean;
  whyNotShowing: boolean;
  accountNotLinkable: boolean;
  mfaCode: boolean;
  codeDiesOnResend: boolean;
  totp: boolean;
  selfEnrolment: boolean;
  resetLink: boolean;
}

interface Money {
  amount: string;
  currencyCode: string;
}

interface Nodes<Node> {
  totalCount: number;
  edges: { node: Node }[];
}

interface ContractLine {
  id: string;
  contractNumber: string;
  description: string;
  scenario: string;
  paymentAmount: Money;
  nextDueOn: string | null;
}

interface OpenContract extends ContractLine {
  customer: { name: string };
  invoices: Nodes<{ invoiceNumber: string; dueOn: string; state: string; amount: Money; balance: Money }>;
  receivedPayments: Nodes<{ receivedOn: string; method: string; status: string; amount: Money }>;
}

const CONTRACTS = `query Contracts($state: ContractState!) {
  contracts(filter: { state: $state }) {
    totalCount
    edges { node { id contractNumber description scenario nextDueOn paymentAmount { amount currencyCode } } }
  }
}`;

const CONTRACT = `query Contract($id: ID!) {
  contract(id: $id) {
    id contractNumber description scenario nextDueOn paymentAmount { amount currencyCode } customer { name }
    invoices(first: 3) { totalCount edges { node { invoiceNumber dueOn state amount { amount currencyCode } balance { amount currencyCode } } } }
    receivedPayments(first: 3) { totalCount edges { node { receivedOn method status amount { amount currencyCode } } } }
  }
}`;

/** The portal's main job as a client does it over HTTP, told line by line. */
export class DemoTranscript {
  constructor(
    private readonly portalUrl: string,
    private readonly sink: MailSink,
    private readonly aspire: SimulatedAspire['aspire'],
    private readonly tell: (line: string) => void,
  ) {}

  async run(): Promise<DemoChecks> {
    const { portalUrl, sink, tell } = this;
    const stage = { portalUrl, sink, tell };
    const finishResend = await beginResendStory(stage);
    const stranger = await this.logIn(STRANGER);
    const [strangers] = await this.list(stranger, 'ACTIVE', 'The contracts of this stranger:');
    const lessee = await this.logIn(DEMO_PEOPLE.lessee);
    const active = await this.list(lessee, 'ACTIVE', 'The contracts of this lessee:');
    const closed = await this.list(lessee, 'CLOSED', 'Closed ones are listed apart:');
    if (active[0]) await this.open(lessee, active[0].id);
    const strangerSeesNothing = strangers !== undefined && (await this.lookFor(lessee, strangers));
    const guarantor = await this.logIn(DEMO_PEOPLE.guarantor);
    const guaranteed = await this.list(guarantor, 'ACTIVE', 'What the guarantor sees:');
    return {
      logIn: sameNumbers(active, expectedOf('ACTIVE')),
      strangerSeesNothing,
      closedListed: sameNumbers(closed, expectedOf('TERMINATED')),
      guarantorSees: sameNumbers(guaranteed, expectedOf('ACTIVE', DEMO_STORIES.guarantor.guaranteedContractOids)),
      ...(await askStaffTickets(portalUrl, tell)),
      viewAsReadOnly: await viewAsReadOnly(portalUrl, expectedOf('ACTIVE'), tell),
      ...(await tellSecondFactors(stage)),
      selfEnrolment: await tellEnrolment(stage),
      resetLink: await tellResetLink(stage),
      ...(await PaymentStory.tell(portalUrl, this.aspire, tell)),
      ...(await SyncStory.tell(portalUrl, this.aspire, tell)),
      codeDiesOnResend: await finishResend(),
    };
  }

  private async logIn(person: DemoPerson): Promise<DemoClient> {
    const client = new DemoClient(this.portalUrl);
    const token = await client.logIn('LogInInput', { siteKey: DEMO_SITE, email: person.email, password: person.password });
    this.tell(`\n● ${person.email} logs in (${person.what}): ${token ? 'welcome' : 'refused'}`);
    return client;
  }

  private async list(client: DemoClient, state: 'ACTIVE' | 'CLOSED', title: string): Promise<ContractLine[]> {
    const { contracts } = await client.ask<{ contracts: Nodes<ContractLine> }>(CONTRACTS, { state });
    this.tell(`  ${title} ${contracts.totalCount}`);
    const lines = contracts.edges.map(({ node }) => node);
    for (const contract of lines) {
      const due = contract.nextDueOn ? `next due ${contract.nextDueOn}` : 'nothing due';
      this.tell(
        `    ${contract.contractNumber}  ${contract.scenario.padEnd(15)}  ${money(contract.paymentAmount).padStart(14)}  ${due.padEnd(19)}  ${contract.description}`,
      );
    }
    return lines;
  }

  private async open(client: DemoClient, id: string): Promise<void> {
    const { contract } = await client.ask<{ contract: OpenContract }>(CONTRACT, { id });
    this.tell(`  Opening ${contract.contractNumber}, customer ${contract.customer.name}:`);
    this.tell(`    ${contract.invoices.totalCount} invoices, the latest:`);
    for (const { node } of contract.invoices.edges) {
      this.tell(
        `      ${node.invoiceNumber}  due ${node.dueOn}  ${money(node.amount).padStart(14)}  ${node.state === 'OPEN' ? `open: ${money(node.balance)}` : 'paid'}`,
      );
    }
    this.tell(`    ${contract.receivedPayments.totalCount} payments received, the latest:`);
    for (const { node } of contract.receivedPayments.edges) {
      this.tell(`      ${node.receivedOn}  ${node.method.padEnd(5)}  ${money(node.amount).padStart(14)}  ${node.status.toLowerCase()}`);
    }
  }

  /** A stranger's contract must answer like one that doesn't exist, and must not be found by searching. */
  private async lookFor(client: DemoClient, strangers: ContractLine): Promise<boolean> {
    const answerTo = async (id: string): Promise<string> =>
      JSON.stringify(await client.ask('query ($id: ID!) { contract(id: $id) { id } node(id: $id) { id } }', { id }));
    const foreign = await answerTo(strangers.id);
    const unknown = await answerTo(UNKNOWN_ID);
    const { contracts } = await client.ask<{ contracts: Nodes<never> }>(
      'query ($search: String!) { contracts(filter: { search: $search }) { totalCount edges { node { id } } } }',
      { search: strangers.contractNumber },
    );
    this.tell(`  Asking for the stranger's contract ${strangers.contractNumber}:  ${foreign}`);
    this.tell(`  Asking for one that does not exist:           ${unknown}`);
    return foreign === unknown && foreign === '{"contract":null,"node":null}' && contracts.totalCount === 0;
  }
}

function expectedOf(stage: 'ACTIVE' | 'TERMINATED', among?: readonly number[]): string[] {
  return DEMO_STORIES.lessee.contracts
    .filter((contract) => contract.stage === stage && (!among || among.includes(contract.ContractOid)))
    .map((contract) => contract.ContractId)
    .sort();
}

function sameNumbers(contracts: readonly ContractLine[], expected: readonly string[]): boolean {
  const numbers = contracts.map((contract) => contract.contractNumber).sort();
  return expected.length > 0 && numbers.join() === expected.join();
}

function money({ amount, currencyCode }: Money): string {
  return `${amount} ${currencyCode}`;
}
