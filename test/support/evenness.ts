/** One way to ask for the same thing; called anew for each request, it answers with the body. */
export type Arm = (request: number) => Promise<string>;

/** What came of many requests, made in random order. */
export interface Comparison {
  /** How often each body came, of each arm. */
  bodies: Record<string, string[]>;
  /** By how many standard deviations an arm's times differ from those of all others together; nobody can tell an arm near 0. */
  scores: Record<string, number>;
}

/**
 * Beyond this an arm can be told by its time. Where nothing can be told, chance alone gets there once in 1.7 million comparisons, whatever else the
 * machine does meanwhile: what disturbs a request does so whatever the arm, for their order is random.
 */
export const TELLING = 5;

export const TOGETHER = 'all together';

/** Makes so many requests of each arm in random order, `streams` at a time, and compares how long they took (by ranks: Mann-Whitney, and Kruskal-Wallis for all together). */
export async function compare(arms: Readonly<Record<string, Arm>>, each: number, streams: number): Promise<Comparison> {
  const names = Object.keys(arms);
  const queue = shuffled(names.flatMap((name) => Array.from({ length: each }, (_, request) => ({ name, request }))));
  const seen: { name: string; body: string; took: number }[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { name, request } = next;
      const begun = performance.now();
      const body = await (arms[name] as Arm)(request);
      seen.push({ name, body, took: performance.now() - begun });
    }
  };
  await Promise.all(Array.from({ length: streams }, work));
  const of = (name: string): typeof seen => seen.filter((one) => one.name === name);
  const scores = names.map((name) => [name, scoreOf(seen.map(({ name: other, took }) => ({ isOurs: other === name, took })))] as const);
  return {
    bodies: Object.fromEntries(names.map((name) => [name, [...new Set(of(name).map(({ body }) => body))]])),
    scores: { ...Object.fromEntries(scores), [TOGETHER]: scoreTogether(scores.map(([, score]) => score)) },
  };
}

/** The arms that can be told by their time, and `TOGETHER` when some can. */
export function toldApart({ scores }: Comparison): Record<string, number> {
  return Object.fromEntries(Object.entries(scores).filter(([, score]) => Math.abs(score) > TELLING));
}

/** The standardised rank sum; equal times are rare enough to share no ranks. */
function scoreOf(times: readonly { isOurs: boolean; took: number }[]): number {
  const sorted = [...times].sort((one, other) => one.took - other.took);
  const [all, ours] = [sorted.length, sorted.filter(({ isOurs }) => isOurs).length];
  const ranks = sorted.reduce((sum, { isOurs }, index) => sum + (isOurs ? index + 1 : 0), 0);
  const expected = (ours * (all + 1)) / 2;
  return (ranks - expected) / Math.sqrt((ours * (all - ours) * (all + 1)) / 12);
}

/** Kruskal-Wallis' H, made of the scores of arms of one size, and brought to the normal scale (Wilson-Hilferty). */
function scoreTogether(scores: readonly number[]): number {
  const freedom = scores.length - 1;
  const h = scores.reduce((sum, score) => sum + score ** 2, 0) * (freedom / scores.length);
  const unit = 2 / (9 * freedom);
  return (Math.cbrt(h / freedom) - (1 - unit)) / Math.sqrt(unit);
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
