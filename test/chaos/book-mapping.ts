import type { BookRecord } from './simulated-book';

/** A row as it should be, column by column, written as the comparison writes what it reads. */
export type ExpectedRow = Record<string, string | null>;

interface TableMapping {
  table: string;
  /** Its columns in the order of the primary key. */
  key: readonly string[];
  columns: Readonly<Record<string, (data: BookRecord) => unknown>>;
}

/** Where a kind's records are to be found in the database, told apart from how the product reads and writes them. */
export interface KindMapping extends TableMapping {
  parts?: TableMapping & { of: (data: BookRecord) => BookRecord[] };
}

type Reading = (data: BookRecord) => unknown;

const field =
  (name: string): Reading =>
  (data) =>
    data[name];
/** Blanks around a text are nobody's; an empty one is none. */
const text =
  (name: string): Reading =>
  (data) =>
    data[name] === null ? null : (data[name] as string).trim();
const textOrNone =
  (name: string): Reading =>
  (data) =>
    (data[name] === null ? '' : (data[name] as string).trim()) || null;
const cents =
  (name: string): Reading =>
  (data) =>
    Number((data[name] as string).replace('.', ''));
const flag =
  (name: string): Reading =>
  (data) =>
    data[name] === true ? 1 : 0;
const emails =
  (name: string): Reading =>
  (data) =>
    (data[name] === null ? [] : (data[name] as string).split(/[;,]/).map((one) => one.trim())).filter((one) => one !== '').join(',') ||
    null;
const rate =
  (name: string): Reading =>
  (data) => {
    const [whole = '', fraction = ''] = (data[name] as string).split('.');
    return `${whole}.${fraction.padEnd(8, '0')}`;
  };
/** A part's rows say which whole they belong to; the comparison puts it there. */
const WHOLE = '$whole';
const items =
  (name: string, more: (whole: BookRecord) => BookRecord) =>
  (whole: BookRecord): BookRecord[] =>
    (whole[name] as BookRecord[]).map((part) => ({ ...part, ...more(whole) }));

const CONTRACT: TableMapping['columns'] = {
  id: field('ContractOid'),
  contract_number: text('ContractId'),
  description: text('Description'),
  finance_product: text('FinanceProduct'),
  scenario: field('ContractScenario'),
  interest_method: field('InterestMethod'),
  is_booked: flag('IsBooked'),
  booked_on: field('BookedDate'),
  is_terminated: (data) => (data['OpenClosedOid'] === 2 ? 1 : 0),
  terminated_on: field('TerminatedDate'),
  private_label: textOrNone('PrivateLabel'),
  currency_code: field('CurrencyCode'),
  commenced_on: field('CommencementDate'),
  matures_on: field('MaturityDate'),
  term: field('Term'),
  payment_frequency: field('PaymentFrequency'),
  payment_timing: field('PaymentTiming'),
  payment_amount_cents: cents('PaymentAmount'),
  amount_financed_cents: cents('AmountFinanced'),
  equipment_cost_cents: cents('EquipmentCost'),
  residual_cents: cents('ResidualAmount'),
  rate: rate('Rate'),
  remaining_payments: field('RemainingPayments'),
  remaining_balance_cents: cents('RemainingBalance'),
  next_due_on: field('NextDueDate'),
  past_due_cents: cents('PastDueAmount'),
  bill_to_location_id: field('BillToLocationOid'),
};

const MAPPINGS: Readonly<Record<string, KindMapping>> = {
  accounts: {
    table: 'accounts',
    key: ['id'],
    columns: {
      id: field('AccountOid'),
      account_number: text('AccountId'),
      name: text('Name'),
      entity_type: field('EntityType'),
      emails: emails('EmailAddress'),
      phone: textOrNone('PhoneNumber'),
    },
  },
  contacts: {
    table: 'contacts',
    key: ['id'],
    columns: {
      id: field('ContactOid'),
      account_id: field('AccountOid'),
      first_name: text('FirstName'),
      last_name: text('LastName'),
      title: textOrNone('Title'),
      emails: emails('EmailAddress'),
      phone: textOrNone('PhoneNumber'),
    },
  },
  locations: {
    table: 'locations',
    key: ['id'],
    columns: {
      id: field('LocationOid'),
      account_id: field('AccountOid'),
      name: textOrNone('Name'),
      address1: text('Address1'),
      address2: textOrNone('Address2'),
      city: text('City'),
      region: text('Region'),
      postal_code: text('PostalCode'),
      country_code: field('CountryCode'),
      emails: emails('EmailAddress'),
    },
  },
  contracts: {
    table: 'contracts',
    key: ['id'],
    columns: CONTRACT,
    parts: {
      table: 'contract_roles',
      key: ['contract_id', 'account_id', 'role_type'],
      of: items('Roles', ({ ContractOid }) => ({ [WHOLE]: ContractOid })),
      columns: { contract_id: field(WHOLE), account_id: field('AccountOid'), role_type: field('ContractRoleType') },
    },
  },
  payments: {
    table: 'received_payments',
    key: ['id'],
    columns: {
      id: field('PaymentOid'),
      contract_id: field('ContractOid'),
      account_id: field('AccountOid'),
      received_on: field('ReceivedDate'),
      amount_cents: cents('Amount'),
      currency_code: field('CurrencyCode'),
      method: field('PaymentMethod'),
      reference: textOrNone('Reference'),
      returned_on: field('ReturnedDate'),
      return_reason_code: field('ReturnReasonCode'),
    },
  },
  invoices: {
    table: 'invoices',
    key: ['id'],
    columns: {
      id: field('InvoiceOid'),
      invoice_number: text('InvoiceNumber'),
      account_id: field('AccountOid'),
      invoice_type: field('InvoiceType'),
      invoiced_on: field('InvoiceDate'),
      due_on: field('DueDate'),
      currency_code: field('CurrencyCode'),
    },
    parts: {
      table: 'invoice_lines',
      key: ['invoice_id', 'line_number'],
      of: items('Lines', ({ InvoiceOid, DueDate }) => ({ [WHOLE]: InvoiceOid, DueDate })),
      columns: {
        invoice_id: field(WHOLE),
        line_number: field('LineNumber'),
        contract_id: field('ContractOid'),
        account_id: field('AccountOid'),
        asset_id: field('AssetOid'),
        due_on: field('DueDate'),
        transaction_code: text('TransactionCode'),
        description: textOrNone('Description'),
        amount_cents: cents('Amount'),
        balance_cents: cents('Balance'),
      },
    },
  },
  assets: {
    table: 'assets',
    key: ['id'],
    columns: {
      id: field('AssetOid'),
      contract_id: field('ContractOid'),
      description: text('Description'),
      serial_number: textOrNone('SerialNumber'),
      make: textOrNone('Make'),
      model: textOrNone('Model'),
      model_year: field('ModelYear'),
      location_id: field('LocationOid'),
      cost_cents: cents('Cost'),
      currency_code: field('CurrencyCode'),
    },
  },
  schedules: {
    table: 'amortization_schedules',
    key: ['id'],
    columns: { id: field('ContractOid'), currency_code: field('CurrencyCode') },
    parts: {
      table: 'amortization_rows',
      key: ['contract_id', 'row_index'],
      of: items('Rows', ({ ContractOid }) => ({ [WHOLE]: ContractOid })),
      columns: {
        contract_id: field(WHOLE),
        row_index: field('RowNumber'),
        due_on: field('DueDate'),
        payment_cents: cents('PaymentAmount'),
        principal_cents: cents('PrincipalAmount'),
        interest_cents: cents('InterestAmount'),
        balance_cents: cents('PrincipalBalance'),
      },
    },
  },
  principalAndInterest: {
    table: 'principal_and_interest',
    key: ['id'],
    columns: {
      id: field('ContractOid'),
      currency_code: field('CurrencyCode'),
      as_of: field('AsOfDate'),
      principal_paid_cents: cents('PrincipalPaid'),
      interest_paid_cents: cents('InterestPaid'),
      principal_remaining_cents: cents('PrincipalRemaining'),
      interest_remaining_cents: cents('InterestRemaining'),
    },
  },
  linesOfCredit: {
    table: 'lines_of_credit',
    key: ['id'],
    columns: {
      id: field('LineOfCreditOid'),
      account_id: field('AccountOid'),
      line_of_credit_number: text('LineOfCreditId'),
      description: textOrNone('Description'),
      currency_code: field('CurrencyCode'),
      limit_cents: cents('CreditLimit'),
      outstanding_cents: cents('Outstanding'),
      available_cents: cents('Available'),
      expires_on: field('ExpirationDate'),
    },
    parts: {
      table: 'line_of_credit_draws',
      key: ['line_of_credit_id', 'draw_number'],
      of: items('Draws', ({ LineOfCreditOid }) => ({ [WHOLE]: LineOfCreditOid })),
      columns: {
        line_of_credit_id: field(WHOLE),
        draw_number: field('DrawNumber'),
        drawn_on: field('DrawDate'),
        amount_cents: cents('Amount'),
        contract_id: field('ContractOid'),
      },
    },
  },
};

/** Where a kind's records are kept. @throws Error for a kind that was not mapped here. */
export function mappingOf(kind: string): KindMapping {
  const mapping = MAPPINGS[kind];
  if (!mapping) throw new Error(`Nobody has said which columns hold the kind "${kind}": add it to book-mapping.ts.`);
  return mapping;
}

/** The row that a record should have become. */
export function expectedRow({ columns }: TableMapping, data: BookRecord): ExpectedRow {
  return Object.fromEntries(Object.entries(columns).map(([column, reading]) => [column, cell(reading(data))]));
}

/** A value of either side in the one way of writing that both are compared in. */
export function cell(value: unknown): string | null {
  return value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);
}
