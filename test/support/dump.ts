import type { TestPortal } from './portal';

/** Every row of every table, as text. */
export async function dumpOf(app: TestPortal): Promise<string> {
  const { database } = app.container;
  const tables = await database.rows<{ name: string }>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
  );
  const rows = await Promise.all(tables.map(({ name }) => database.rows<Record<string, unknown>>(`SELECT * FROM \`${name}\``)));
  return rows
    .flat()
    .flatMap((row) => Object.values(row))
    .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
    .join('\n');
}
