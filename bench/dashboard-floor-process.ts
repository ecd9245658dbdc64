import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPool, type Pool } from 'mysql2';
import { answerBench } from './bench-answer';
import { DASHBOARD_SIZE } from './dashboard-query';

type Row = Record<string, string | number | null>;

interface Statements {
  session: string;
  contracts: string;
  customers: string;
  invoices: string;
  receivedPayments: string;
}

const ROLES = ['CUSTOMER', 'GUARANTOR'];

/** The least that could answer the dashboard query: node:http, mysql2, the portal's own statements, one JSON.stringify. */
class DashboardFloor {
  constructor(
    private readonly pool: Pool,
    private readonly sql: Statements,
  ) {}

  async answer(authorization: string | undefined): Promise<string | undefined> {
    const now = new Date();
    const token = createHash('sha256')
      .update((authorization ?? '').slice(7))
      .digest();
    const session = await this.rows(this.sql.session, [token, 'BEARER', now, now, now]);
    const [user] = session;
    if (!user) return undefined;
    const accounts: unknown[] = [];
    const labels: unknown[] = [];
    for (const { accountId, privateLabel } of session) {
      if (accountId !== null) accounts.push(accountId);
      if (privateLabel !== null) labels.push(privateLabel);
    }
    const scope = [labels, accounts, ROLES];
    const contracts = await this.rows(this.sql.contracts, [...scope, 0, DASHBOARD_SIZE.contracts + 1]);
    contracts.length = Math.min(contracts.length, DASHBOARD_SIZE.contracts);
    const pages = (size: number): unknown[] => contracts.flatMap(({ id }) => [id, size + 1]);
    const customerIds = [...new Set(contracts.map((contract) => contract['customerAccountId']))];
    const [customers, invoices, receivedPayments] = await Promise.all([
      this.rows(this.sql.customers, [customerIds, accounts, ...scope]),
      this.rows(this.sql.invoices, [...pages(DASHBOARD_SIZE.invoices), ...scope, accounts]),
      this.rows(this.sql.receivedPayments, [...pages(DASHBOARD_SIZE.receivedPayments), ...scope]),
    ]);
    const names = new Map(customers.map(({ id, name }) => [id, name]));
    const invoicesOf = groupByContract(invoices, DASHBOARD_SIZE.invoices, toInvoice);
    const receivedPaymentsOf = groupByContract(receivedPayments, DASHBOARD_SIZE.receivedPayments, toReceivedPayment);
    const edges = contracts.map((row) => ({
      node: {
        id: Buffer.from(`Contract:${row['id']}`).toString('base64').replaceAll('=', ''),
        contractNumber: row['contractNumber'],
        description: row['description'],
        scenario: row['scenario'],
        nextDueOn: row['nextDueOn'],
        paymentAmount: { amount: money(row['paymentAmountCents'] as number), currencyCode: row['currencyCode'] },
        customer: { name: names.get(row['customerAccountId'] ?? 0) },
        invoices: { edges: invoicesOf.get(row['id'] as number) ?? [] },
        receivedPayments: { edges: receivedPaymentsOf.get(row['id'] as number) ?? [] },
      },
    }));
    const viewer = { firstName: user['firstName'], lastName: user['lastName'], email: user['email'] };
    return `${JSON.stringify({ data: { viewer, contracts: { edges } } })}\n`;
  }

  private rows(sql: string, values: unknown[]): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      this.pool.query(sql, values, (error, rows) => (error ? reject(error) : resolve(rows as Row[])));
    });
  }
}

function groupByContract(rows: readonly Row[], size: number, toNode: (row: Row) => object): Map<number, { node: object }[]> {
  const groups = new Map<number, { node: object }[]>();
  for (const row of rows) {
    const id = row['contractId'] as number;
    let group = groups.get(id);
    if (!group) groups.set(id, (group = []));
    if (group.length < size) group.push({ node: toNode(row) });
  }
  return groups;
}

function toInvoice(row: Row): object {
  return {
    invoiceNumber: row['invoiceNumber'],
    dueOn: row['dueOn'],
    state: (row['balanceCents'] as number) > 0 ? 'OPEN' : 'PAID',
    amount: { amount: money(row['amountCents'] as number) },
    balance: { amount: money(row['balanceCents'] as number) },
  };
}

function toReceivedPayment(row: Row): object {
  return {
    receivedOn: row['receivedOn'],
    status: row['returnedOn'] === null ? 'PAID' : 'RETURNED',
    method: row['method'],
    amount: { amount: money(row['amountCents'] as number) },
  };
}

function money(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

async function start({ url, statements }: { url: string; statements: Statements }): Promise<{ port: number }> {
  const pool = createPool({ uri: url, connectionLimit: 10, timezone: 'Z', dateStrings: true, supportBigNumbers: true });
  const floor = new DashboardFloor(pool, statements);
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      floor.answer(request.headers.authorization).then(
        (text) => {
          const body = Buffer.from(text ?? '');
          response.writeHead(text === undefined ? 401 : 200, { 'content-type': 'application/json', 'content-length': body.length });
          response.end(body);
        },
        () => response.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port };
}

answerBench({ start, cpu: () => process.cpuUsage() });
