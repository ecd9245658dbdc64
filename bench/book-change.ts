/** The kinds with the text field that is changed; of an invoice it is its lines'. */
const KINDS = {
  accounts: 'PhoneNumber',
  contacts: 'Title',
  locations: 'Name',
  contracts: 'Description',
  invoices: 'Lines',
  payments: 'Reference',
} as const;
const PLACES = 10;
const AT_ONCE = 8;

interface Entry {
  data: Record<string, unknown>;
}

/** Changes that share of every kind's records in the simulated servicing system, spread over its book; resolves to how many. */
export async function changeBook(simulator: { url: string; token: string }, share: number): Promise<number> {
  const ask = async <Answer>(path: string, body?: object): Promise<Answer> => {
    const response = await fetch(simulator.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${simulator.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`The simulator answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  const { counts, latestSequence } = await ask<{ counts: Record<string, number>; latestSequence: number }>('/control/book');
  let changed = 0;
  for (const [kind, field] of Object.entries(KINDS)) {
    const limit = Math.max(1, Math.round(((counts[kind] ?? 0) * share) / PLACES));
    for (let place = 0; place < PLACES; place += 1) {
      const since = Math.floor((latestSequence * place) / PLACES);
      const { changes } = await ask<{ changes: Entry[] }>(`/connector/v1/changes/${kind}?since=${since}&limit=${limit}`);
      for (let from = 0; from < changes.length; from += AT_ONCE)
        await Promise.all(
          changes.slice(from, from + AT_ONCE).map(({ data }) => ask('/control/events', { type: 'put', kind, data: touched(data, field) })),
        );
      changed += changes.length;
    }
  }
  return changed;
}

function touched(data: Record<string, unknown>, field: string): Record<string, unknown> {
  if (field !== 'Lines') return { ...data, [field]: 'changed' };
  const lines = data[field] as Record<string, unknown>[];
  return { ...data, [field]: lines.map((line) => ({ ...line, Description: 'changed' })) };
}
