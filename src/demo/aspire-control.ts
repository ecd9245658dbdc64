import type { SimulatedAspire } from '../dev/simulated-aspire';

/** A hand on the simulated ASPIRE: what happens at the lender. */
export class AspireControl {
  constructor(private readonly aspire: SimulatedAspire['aspire']) {}

  /** Something that happens: a bill, an EFT run, a return. */
  event<Outcome>(type: string, fields: object): Promise<Outcome> {
    return this.post<Outcome>('events', { type, ...fields });
  }

  post<Body>(path: string, body: object): Promise<Body> {
    return this.ask<Body>(path, { method: 'POST', body: JSON.stringify(body) });
  }

  async ask<Body>(path: string, request: RequestInit = {}): Promise<Body> {
    const headers = { authorization: `Bearer ${this.aspire.token}`, 'content-type': 'application/json' };
    const response = await fetch(`${this.aspire.url}/control/${path}`, { ...request, headers });
    if (!response.ok) throw new Error(`The simulated ASPIRE answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Body;
  }
}
