import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { createConnection, type Connection } from 'mysql2';

/** The tables that the sync fills, each after those it refers to. */
export const SYNCED_TABLES = [
  'accounts',
  'contacts',
  'locations',
  'contracts',
  'contract_roles',
  'invoices',
  'invoice_lines',
  'received_payments',
  'assets',
  'amortization_schedules',
  'amortization_rows',
  'principal_and_interest',
  'lines_of_credit',
  'line_of_credit_draws',
] as const;

const ESCAPED: Readonly<Record<string, string>> = { '\0': '\\0', '\t': '\\t', '\n': '\\n', '\\': '\\\\' };
const BYTES_PER_CHUNK = 1 << 18;

/** A plain connection of the bench's own. */
export function connect(url: string): Connection {
  return createConnection({ uri: url.replace(/^mariadb:/, 'mysql:'), timezone: 'Z', dateStrings: true, supportBigNumbers: true });
}

/** Writes each table's rows to a file of its own, in the form LOAD DATA reads; resolves to the number of rows in all. */
export async function dumpTables(url: string, directory: string): Promise<number> {
  const connection = connect(url);
  try {
    let rows = 0;
    for (const table of SYNCED_TABLES) rows += await dumpTable(connection, table, fileOf(directory, table));
    return rows;
  } finally {
    connection.destroy();
  }
}

async function dumpTable(connection: Connection, table: string, file: string): Promise<number> {
  const output = createWriteStream(file);
  const rows = connection.query({ sql: `SELECT * FROM ${table}`, rowsAsArray: true }).stream({ highWaterMark: 1_000 });
  let count = 0;
  let text = '';
  for await (const row of rows as AsyncIterable<(string | number | null)[]>) {
    count += 1;
    text += `${row.map(field).join('\t')}\n`;
    if (text.length < BYTES_PER_CHUNK) continue;
    if (!output.write(text)) await once(output, 'drain');
    text = '';
  }
  output.end(text);
  await finished(output);
  return count;
}

function field(value: string | number | null): string {
  if (value === null) return '\\N';
  return String(value).replace(/[\0\t\n\\]/g, (character) => ESCAPED[character] ?? '');
}

/** Loads the dumped files into a migrated, empty schema, one table after another on one connection; resolves to the seconds that took. */
export async function loadTables(url: string, directory: string, tell: (line: string) => void): Promise<number> {
  const connection = connect(url);
  try {
    let seconds = 0;
    for (const table of SYNCED_TABLES) {
      const stream = createReadStream(fileOf(directory, table), { highWaterMark: BYTES_PER_CHUNK });
      const started = performance.now();
      const [result] = await connection.promise().query({
        sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table} CHARACTER SET utf8mb4`,
        infileStreamFactory: () => stream,
      });
      const took = (performance.now() - started) / 1000;
      seconds += took;
      const { affectedRows, warningStatus } = result as { affectedRows: number; warningStatus: number };
      if (warningStatus !== 0) throw new Error(`${table}: not every row went in as it was dumped.`);
      tell(`  ${table}: ${affectedRows} rows, ${Math.round(affectedRows / took)}/s`);
    }
    return seconds;
  } finally {
    connection.destroy();
  }
}

/** Waits until the server has written its changed pages, so that what is measured next starts from rest. */
export async function settle(url: string): Promise<void> {
  const connection = connect(url);
  try {
    const limit = 'innodb_max_dirty_pages_pct';
    const [before] = (await connection.promise().query(`SELECT @@${limit} AS value`)) as unknown as [{ value: number }[]];
    await connection.promise().query(`SET GLOBAL ${limit} = 0`);
    for (let look = 0; look < 60; look += 1) {
      const [[row]] = (await connection.promise().query("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'")) as unknown as [
        { Value: string }[],
      ];
      if (Number(row?.Value) < 500) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await connection.promise().query(`SET GLOBAL ${limit} = ${before[0]?.value ?? 90}`);
  } finally {
    connection.destroy();
  }
}

function fileOf(directory: string, table: string): string {
  return join(directory, `${table}.tsv`);
}
