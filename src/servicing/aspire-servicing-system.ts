import { Fault } from '../kernel/fault';
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
import { ConnectorClient, type ConnectorOptions } from './connector-client';
import { parseEftBatches } from './eft-batch-parser';
import { parseEnrolmentFacts } from './enrolment-parser';
import { parseChangePage, parseCustomerSnapshot } from './envelope-parser';
import { filledText, flag, type JsonObject, refuse, word } from './field-reader';

const HOSTINGS = new Set(['HOSTED', 'ON_PREMISES'] as const);

/** ASPIRE behind its connector (docs/aspire-connector.md). Whatever it says is checked here, so that nothing unchecked gets further. */
export class AspireServicingSystem implements ServicingSystem {
  private readonly client: ConnectorClient;

  constructor(options: ConnectorOptions) {
    this.client = new ConnectorClient(options);
  }

  describe(signal?: AbortSignal): Promise<ServicingSystemDescription> {
    return this.client.call({ method: 'GET', path: '/info', signal }, ({ body }) => parseDescription(body));
  }

  readChanges<Kind extends SyncKind>(kind: Kind, since: number, limit: number, signal?: AbortSignal): Promise<ChangePage<Kind>> {
    const path = `/changes/${kind}?since=${since}&limit=${limit}`;
    return this.client.call({ method: 'GET', path, signal }, ({ body }) => parseChangePage(kind, since, body));
  }

  readCustomer(accountId: number, signal?: AbortSignal): Promise<CustomerSnapshot | undefined> {
    return this.client.call({ method: 'GET', path: `/customers/${accountId}`, expected: [404], signal }, ({ status, body }) =>
      status === 404 ? undefined : parseCustomerSnapshot(accountId, body),
    );
  }

  findBankAccount(accountId: number, bankAccount: BankAccountDetails): Promise<boolean> {
    const body = {
      AccountOid: accountId,
      RoutingNumber: bankAccount.routingNumber,
      AccountNumber: bankAccount.accountNumber,
      AccountType: bankAccount.accountType,
    };
    return this.client.call({ method: 'POST', path: '/checks/bank-account', body }, (answer) => flag(answer.body['found'], 'found'));
  }

  readEnrolmentFacts(contractNumber: string): Promise<EnrolmentFacts | undefined> {
    return this.client.call({ method: 'POST', path: '/checks/enrolment', body: { ContractId: contractNumber } }, ({ body }) =>
      flag(body['found'], 'found') ? parseEnrolmentFacts(body) : undefined,
    );
  }

  async putAlternateEft(paymentId: string, instruction: AlternateEftInstruction, signal?: AbortSignal): Promise<AlternateEft> {
    const request = {
      method: 'PUT',
      path: pathOf(paymentId),
      body: alternateEftBody(instruction),
      expected: [400, 409, 422],
      signal,
    } as const;
    const answer = await this.client.call(request, ({ status, body }) => {
      if (status === 409) throw new Fault('CONFLICT', 'This payment was handed over before with other content.');
      return status === 400 || status === 422 ? parseRefusal(body, instruction) : parseAlternateEft(paymentId, body);
    });
    if (answer instanceof InstructionRefusedError) throw answer;
    return answer;
  }

  cancelAlternateEft(paymentId: string, signal?: AbortSignal): Promise<AlternateEft | undefined> {
    const request = { method: 'POST', path: `${pathOf(paymentId)}/cancel`, expected: [404], signal } as const;
    return this.client.call(request, ({ status, body }) => (status === 404 ? undefined : parseAlternateEft(paymentId, body)));
  }

  findAlternateEft(paymentId: string, signal?: AbortSignal): Promise<AlternateEft | undefined> {
    const request = { method: 'GET', path: pathOf(paymentId), expected: [404], signal } as const;
    return this.client.call(request, ({ status, body }) => (status === 404 ? undefined : parseAlternateEft(paymentId, body)));
  }

  listEftBatches(signal?: AbortSignal): Promise<EftBatch[] | undefined> {
    return this.client.call({ method: 'GET', path: '/eft-batches', expected: [404], signal }, ({ status, body }) =>
      status === 404 ? undefined : parseEftBatches(body),
    );
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
