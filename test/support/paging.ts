import type { ApiClient, Nodes } from './portal';

/** A list to walk. `field` reads `contracts(orderBy: …)`; arguments for the page are added. */
export interface WalkedList {
  api: ApiClient;
  token: string;
  /** The list's field with its own arguments but the page's, and the way to it: `['contract(id: "…")', 'invoices']`. */
  path: string[];
  /** What tells rows apart; default `id`. */
  select?: string;
}

/** One page of a list. */
export async function readPage<Node>(list: WalkedList, page: string): Promise<Nodes<Node>> {
  const { path, select = 'id' } = list;
  const inner = path.slice(0, -1);
  const field = path.at(-1) as string;
  const withPage = field.endsWith(')') ? `${field.slice(0, -1)}, ${page})` : `${field}(${page})`;
  const body = `${withPage} { totalCount edges { cursor node { ${select} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
  const query = `{ ${inner.map((step) => `${step} { `).join('')}${body}${' }'.repeat(inner.length)} }`;
  let value: unknown = await list.api.data(query, {}, list.token);
  for (const _step of path) value = Object.values(value as object)[0];
  return value as Nodes<Node>;
}

/** All rows of a list, page by page, in the list's own order, with the total each page told. */
export async function walk<Node>(list: WalkedList, size: number, backward = false): Promise<{ nodes: Node[]; totals: Set<number> }> {
  const nodes: Node[] = [];
  const totals = new Set<number>();
  let cursor: string | null = null;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const from: string = cursor === null ? '' : `, ${backward ? 'before' : 'after'}: "${cursor}"`;
    const page: Nodes<Node> = await readPage(list, `${backward ? 'last' : 'first'}: ${size}${from}`);
    const rows = page.edges.map((edge) => edge.node);
    totals.add(page.totalCount);
    if (backward) nodes.unshift(...rows);
    else nodes.push(...rows);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    if (startCursor !== (page.edges[0]?.cursor ?? null) || endCursor !== (page.edges.at(-1)?.cursor ?? null))
      throw new Error('Cursors differ.');
    if (!(backward ? hasPreviousPage : hasNextPage)) return { nodes, totals };
    cursor = backward ? startCursor : endCursor;
  }
  throw new Error('The list never ends.');
}
