import type { FeedPage, LiveBook } from './live-book';
import type { Kind } from './record';

/** What a servicing system says of itself. */
export interface SourceInfo {
  product: string;
  version: string;
  hosting: string;
  epoch: string;
  latestSequence: number;
}

/** Where extracts are made from: something that serves change feeds. */
export interface ExtractSource {
  info(): Promise<SourceInfo>;
  page(kind: Kind, since: number, limit: number): Promise<FeedPage>;
}

/** A simulated book, read where it is. */
export function bookSource(book: LiveBook, version = '5.20.17'): ExtractSource {
  return {
    info: () => {
      const { epoch, latestSequence } = book;
      return Promise.resolve({ product: 'ASPIRE', version, hosting: 'ON_PREMISES', epoch, latestSequence });
    },
    page: (kind, since, limit) => Promise.resolve(book.page(kind, since, limit)),
  };
}

/** A running connector or simulator. `url` is without the base path `/connector/v1`. */
export function connectorSource({ url, token }: { url: string; token: string }): ExtractSource {
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url.replace(/\/+$/, '')}/connector/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
    return response.json();
  };
  return {
    info: async () => (await get('/info')) as SourceInfo,
    page: async (kind, since, limit) => (await get(`/changes/${kind}?since=${since}&limit=${limit}`)) as FeedPage,
  };
}
