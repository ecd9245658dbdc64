type Data = Record<string, unknown>;

interface Entry {
  data: Data;
}

/** How a record of each kind is changed: in fields of its own, or in a field of each of its parts. */
const CHANGES: Record<string, { fields: Data; parts?: string }> = {
  accounts: { fields: { PhoneNumber: 'changed' } },
  contacts: { fields: { Title: 'changed' } },
  locations: { fields: { Name: 'changed' } },
  contracts: { fields: { Description: 'changed' } },
  invoices: { fields: { Description: 'changed' }, parts: 'Lines' },
  payments: { fields: { Reference: 'changed' } },
  assets: { fields: { SerialNumber: 'changed' } },
  schedules: { fields: { PrincipalBalance: '0.01' }, parts: 'Rows' },
  principalAndInterest: { fields: { InterestPaid: '0.01' } },
  linesOfCredit: { fields: { Description: 'changed' } },
};
const PLACES = 10;
const AT_ONCE = 8;

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
  let total = 0;
  for (const [kind, change] of Object.entries(CHANGES)) {
    const limit = Math.max(1, Math.round(((counts[kind] ?? 0) * share) / PLACES));
    for (let place = 0; place < PLACES; place += 1) {
      const since = Math.floor((latestSequence * place) / PLACES);
      const { changes } = await ask<{ changes: Entry[] }>(`/connector/v1/changes/${kind}?since=${since}&limit=${limit}`);
      for (let from = 0; from < changes.length; from += AT_ONCE)
        await Promise.all(
          changes.slice(from, from + AT_ONCE).map(({ data }) => ask('/control/events', { type: 'put', kind, data: changed(data, change) })),
        );
      total += changes.length;
    }
  }
  return total;
}

function changed(data: Data, { fields, parts }: { fields: Data; parts?: string }): Data {
  if (parts === undefined) return { ...data, ...fields };
  return { ...data, [parts]: (data[parts] as Data[]).map((part) => ({ ...part, ...fields })) };
}
