interface Money {
  amount: string;
  currencyCode: string;
}

interface Edges<Node> {
  edges: { node: Node }[];
}

interface ContractAnswer {
  id: string;
  contractNumber: string;
  invoices?: Edges<InvoiceAnswer>;
  receivedPayments?: Edges<ReceivedAnswer>;
}

interface LineAnswer {
  id: string;
  amount: Money;
  balance: Money;
  contract: { id: string } | null;
}

interface InvoiceAnswer {
  invoiceNumber: string;
  state: 'OPEN' | 'PAID';
  amount: Money;
  balance: Money;
  lines: Edges<LineAnswer>;
}

interface ReceivedAnswer {
  id: string;
  status: string;
  returnedOn: string | null;
  returnReasonCode: string | null;
  contract: { id: string } | null;
}

/** What the reader's queries answer; each has some of it. */
export interface ReadData {
  contracts?: Edges<ContractAnswer>;
  invoices?: Edges<InvoiceAnswer>;
  receivedPayments?: Edges<ReceivedAnswer>;
}

/** What the reader may know of the book beside the answer: what was ever so, for the portal may be behind. */
export interface Book {
  /** Whether the line was ever one of an account and no contract. */
  isOnAccount(lineId: string): boolean;
  /** Whether the account was ever customer or guarantor on the contract. */
  isTheirs(accountId: number, contractId: string): boolean;
}

/** What in an answer cannot be, in words; empty when all is as it must be at any moment. */
export function problemsOf(data: ReadData, accountId: number, book: Book): string[] {
  const contracts = nodes(data.contracts);
  const invoices = [...nodes(data.invoices), ...contracts.flatMap((contract) => nodes(contract.invoices))];
  const received = [...nodes(data.receivedPayments), ...contracts.flatMap((contract) => nodes(contract.receivedPayments))];
  const seen = [
    ...contracts,
    ...invoices.flatMap(({ lines }) => nodes(lines).flatMap(({ contract }) => contract ?? [])),
    ...received.flatMap(({ contract }) => contract ?? []),
  ];
  const strangers = new Set(seen.map(({ id }) => id).filter((id) => !book.isTheirs(accountId, id)));
  const problems = [
    ...[...strangers].map((id) => `sees contract ${plain(id)} of another customer.`),
    ...invoices.flatMap((invoice) => problemsOfInvoice(invoice, book)),
    ...contracts.flatMap((contract) => nodes(contract.invoices).flatMap((invoice) => problemsOfPlace(contract, invoice))),
    ...received.flatMap(problemsOfReceived),
  ];
  return problems.map((problem) => `Account ${accountId} ${problem}`);
}

function problemsOfInvoice(invoice: InvoiceAnswer, book: Book): string[] {
  const lines = nodes(invoice.lines);
  const name = `invoice ${invoice.invoiceNumber}`;
  const problems = lines
    .filter(({ id, contract }) => !contract && !book.isOnAccount(id))
    .map(({ id }) => `line ${plain(id)} has no contract.`);
  if (lines.length === 0) problems.push(`${name} has no lines.`);
  for (const sum of ['amount', 'balance'] as const) {
    const total = lines.reduce((cents, line) => cents + centsOf(line[sum]), 0);
    if (total !== centsOf(invoice[sum]))
      problems.push(`${name}: the ${sum} is ${invoice[sum].amount}, its lines sum up to ${total} cents.`);
  }
  if ((invoice.state === 'OPEN') !== centsOf(invoice.balance) > 0)
    problems.push(`${name} is ${invoice.state} at ${invoice.balance.amount}.`);
  return problems.map((problem) => (problem.startsWith(name) ? `sees that ${problem}` : `sees that of ${name} ${problem}`));
}

function problemsOfPlace(contract: ContractAnswer, invoice: InvoiceAnswer): string[] {
  if (nodes(invoice.lines).some((line) => line.contract?.id === contract.id)) return [];
  return [`sees invoice ${invoice.invoiceNumber} on contract ${contract.contractNumber}, of which it has no line.`];
}

function problemsOfReceived({ id, status, returnedOn, returnReasonCode, contract }: ReceivedAnswer): string[] {
  const problems = contract ? [] : [`sees payment ${plain(id)} without its contract.`];
  const isReturned = status === 'RETURNED';
  if (isReturned !== (returnedOn !== null) || isReturned !== (returnReasonCode !== null))
    problems.push(`sees payment ${plain(id)} ${status}, returned on ${returnedOn} for ${returnReasonCode}.`);
  return problems;
}

function centsOf({ amount }: Money): number {
  return Number(amount.replace('.', ''));
}

function nodes<Node>(connection: Edges<Node> | undefined): Node[] {
  return connection?.edges.map(({ node }) => node) ?? [];
}

function plain(id: string): string {
  return Buffer.from(id, 'base64').toString('utf8');
}
