import { validateRequest, validateResponse } from './connector-schema';

/** What tests read of any answer. */
export interface Body {
  changes: { kind: string; sequence: number; oid: number }[];
  sequences: number[];
  latestSequence: number;
  nextSince: number;
  more: boolean;
  counts: Record<string, number>;
  contracts: { ContractOid: number }[];
  [field: string]: unknown;
}

export interface Answer {
  status: number;
  body: Body;
}

/** Talks to a running simulator over HTTP. */
export class SimulatorClient {
  constructor(
    private readonly url: string,
    private readonly authorization: string | null,
  ) {}

  /** Any request, whatever comes of it. */
  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const authorization = this.authorization === null ? {} : { Authorization: this.authorization };
    const headers = { 'Content-Type': 'application/json', ...authorization };
    const response = await fetch(`${this.url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return { status: response.status, body: (await response.json()) as Body };
  }

  /** A call of the protocol, its request and answer held against the OpenAPI document. */
  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.send(method, `/connector/v1${path}`, body);
    expect(validateResponse(method, path, answer.status, answer.body)).toEqual([]);
    if (answer.status < 300) expect(validateRequest(method, path, body)).toEqual([]);
    return answer;
  }

  /** A call of the control endpoint, which must succeed. */
  async control(path: string, body?: unknown): Promise<Body> {
    const answer = await this.send(body === undefined ? 'GET' : 'POST', `/control/${path}`, body);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  }
}
