import { Fault } from '../kernel/fault';
import type { PaymentServicing } from '../domain/payments/alternate-eft';
import type { ServicingTraffic, TrafficFollower } from '../domain/sync/servicing-traffic';
import {
  type AlternateEft,
  type AlternateEftInstruction,
  type BankAccountDetails,
  type ChangePage,
  type CustomerSnapshot,
  type EftBatch,
  type EnrolmentFacts,
  InstructionRefusedError,
  type ServicingSystem,
  type ServicingSystemDescription,
  type SyncKind,
} from '../domain/sync/servicing-system';
import { alternateEftBody, parseAlternateEft, parseRefusal } from './alternate-eft-parser';
import { compareVersions, isVersion, MINIMUM_ASPIRE_VERSION } from './aspire-version';
import { type ConnectorAnswer, ConnectorClient, type ConnectorOptions, type ConnectorRequest } from './connector-client';
import { parseEftBatches } from './eft-batch-parser';
import { parseEnrolmentFacts } from './enrolment-parser';
import { parseChangePage, parseCustomerSnapshot } from './envelope-parser';
import { filledText, flag, type JsonObject, refuse, word } from './field-reader';
import { type Manners, PoliteConnector } from './polite-connector';

const HOSTINGS = new Set(['HOSTED', 'ON_PREMISES'] as const);

/** How ASPIRE is reached. Without manners each call is made at once, and once. */
export interface AspireOptions extends ConnectorOptions {
  manners?: Manners;
}

/** ASPIRE behind its connector (docs/aspire-connector.md). Whatever it says is checked here, so that nothing unchecked gets further. */
export class AspireServicingSystem implements ServicingSystem, ServicingTraffic {
  private readonly polite: PoliteConnector | undefined;
  private readonly client: ConnectorClient;

  constructor({ manners, ...options }: AspireOptions) {
    this.client = new ConnectorClient(options);
    this.polite = manners && new PoliteConnector(this.client, manners);
  }

  follow(follower: TrafficFollower): void {
    this.polite?.follow(follower);
  }

  /** The same as payments see it: whatever they ask is urgent, the question whether ASPIRE was restored as well. */
  forPayments(): PaymentServicing {
    return {
      describe: (signal) => this.urgent({ method: 'GET', path: '/info', signal }, ({ body }) => parseDescription(body)),
      putAlternateEft: (paymentId, instruction, signal) => this.putAlternateEft(paymentId, instruction, signal),
      cancelAlternateEft: (paymentId, signal) => this.cancelAlternateEft(paymentId, signal),
      findAlternateEft: (paymentId, signal) => this.findAlternateEft(paymentId, signal),
      listEftBatches: (signal) => this.listEftBatches(signal),
    };
  }

  describe(signal?: AbortSignal): Promise<ServicingSystemDescription> {
    return this.feed({ method: 'GET', path: '/info', signal }, ({ body }) => parseDescription(body));
  }

  readChanges<Kind extends SyncKind>(kind: Kind, since: number, limit: number, signal?: AbortSignal): Promise<ChangePage<Kind>> {
    const path = `/changes/${kind}?since=${since}&limit=${limit}`;
    return this.feed({ method: 'GET', path, signal }, ({ body }) => parseChangePage(kind, since, body));
  }

  readCustomer(accountId: number, signal?: AbortSignal): Promise<CustomerSnapshot | undefined> {
    return this.feed({ method: 'GET', path: `/customers/${accountId}`, expected: [404], signal }, ({ status, body }) =>
      status === 404 ? undefined : parseCustomerSnapshot(accountId, body),
    );
  }

  findBankAccount(accountId: number, bankAccount: BankAccountDetails, signal?: AbortSignal): Promise<boolean> {
    const body = {
      AccountOid: accountId,
      RoutingNumber: bankAccount.routingNumber,
      AccountNumber: bankAccount.accountNumber,
      AccountType: bankAccount.accountType,
    };
    return this.urgent({ method: 'POST', path: '/checks/bank-account', body, signal }, (answer) => flag(answer.body['found'], 'found'));
  }

  readEnrolmentFacts(contractNumber: string, signal?: AbortSignal): Promise<EnrolmentFacts | undefined> {
    const request = { method: 'POST', path: '/checks/enrolment', body: { ContractId: contractNumber }, signal } as const;
    return this.urgent(request, ({ body }) => (flag(body['found'], 'found') ? parseEnrolmentFacts(body) : undefined));
  }

  async putAlternateEft(paymentId: string, instruction: AlternateEftInstruction, signal?: AbortSignal): Promise<AlternateEft> {
    const request = {
      method: 'PUT',
      path: pathOf(paymentId),
      body: alternateEftBody(instruction),
      expected: [400, 409, 422],
      signal,
    } as const;
    const answer = await this.urgent(request, ({ status, body }) => {
      if (status === 409) throw new Fault('CONFLICT', 'This payment was handed over before with other content.');
      return status === 400 || status === 422 ? parseRefusal(body, instruction) : parseAlternateEft(paymentId, body);
    });
    if (answer instanceof InstructionRefusedError) throw answer;
    return answer;
  }

  cancelAlternateEft(paymentId: string, signal?: AbortSignal): Promise<AlternateEft | undefined> {
    const request = { method: 'POST', path: `${pathOf(paymentId)}/cancel`, expected: [404], signal } as const;
    return this.urgent(request, ({ status, body }) => (status === 404 ? undefined : parseAlternateEft(paymentId, body)));
  }

  findAlternateEft(paymentId: string, signal?: AbortSignal): Promise<AlternateEft | undefined> {
    const request = { method: 'GET', path: pathOf(paymentId), expected: [404], signal } as const;
    return this.urgent(request, ({ status, body }) => (status === 404 ? undefined : parseAlternateEft(paymentId, body)));
  }

  listEftBatches(signal?: AbortSignal): Promise<EftBatch[] | undefined> {
    return this.urgent({ method: 'GET', path: '/eft-batches', expected: [404], signal }, ({ status, body }) =>
      status === 404 ? undefined : parseEftBatches(body),
    );
  }

  private urgent<Result>(request: ConnectorRequest, read: (answer: ConnectorAnswer) => Result): Promise<Result> {
    return this.polite ? this.polite.urgent(request, read) : this.client.call(request, read);
  }

  private feed<Result>(request: ConnectorRequest, read: (answer: ConnectorAnswer) => Result): Promise<Result> {
    return this.polite ? this.polite.feed(request, read) : this.client.call(request, read);
  }
}

function pathOf(paymentId: string): string {
  return `/alternate-efts/${encodeURIComponent(paymentId)}`;
}

function parseDescription(body: JsonObject): ServicingSystemDescription {
  const version = filledText(body['version'], 'version', 40);
  if (!isVersion(version)) return refuse('version', version, 'a version');
  const latestSequence = body['latestSequence'];
  return {
    product: filledText(body['product'], 'product', 40),
    version,
    minimumVersion: MINIMUM_ASPIRE_VERSION,
    isSupported: compareVersions(version, MINIMUM_ASPIRE_VERSION) >= 0,
    hosting: word(body['hosting'], 'hosting', HOSTINGS),
    epoch: filledText(body['epoch'], 'epoch', 100),
    latestSequence:
      Number.isSafeInteger(latestSequence) && (latestSequence as number) >= 0
        ? (latestSequence as number)
        : refuse('latestSequence', latestSequence, 'a sequence number'),
  };
}
