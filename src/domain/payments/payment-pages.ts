/** Payments are looked at so many at a time, and never all at once. */
const PAYMENTS_AT_ONCE = 500;

/** Has page after page of rows taken, in the order of their payments, until there are no more. `list` tells what comes after a payment's number. */
export async function inPages<Row>(
  list: (afterId: number, limit: number) => Promise<Row[]>,
  idOf: (row: Row) => number,
  take: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  for (let afterId = 0; ;) {
    const rows = await list(afterId, PAYMENTS_AT_ONCE);
    await take(rows);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAYMENTS_AT_ONCE) return;
    afterId = idOf(last);
  }
}
