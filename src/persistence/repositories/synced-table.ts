import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { Transaction } from '../database';
import { AccountEntity } from '../entities/account.entity';
import { AmortizationRowEntity, AmortizationScheduleEntity } from '../entities/amortization-schedule.entity';
import { AssetEntity } from '../entities/asset.entity';
import { ContactEntity } from '../entities/contact.entity';
import { ContractEntity, ContractRoleEntity } from '../entities/contract.entity';
import { InvoiceEntity, InvoiceLineEntity } from '../entities/invoice.entity';
import { LineOfCreditDrawEntity, LineOfCreditEntity } from '../entities/line-of-credit.entity';
import { LocationEntity } from '../entities/location.entity';
import { PrincipalAndInterestEntity } from '../entities/principal-and-interest.entity';
import { ReceivedPaymentEntity } from '../entities/received-payment.entity';
import type { SyncKind } from '../entities/sync.entity';
import { type BulkTable, bulkTable } from './bulk-write';

/** Where records keep their parts. */
export type PartsProperty = 'roles' | 'lines' | 'rows' | 'draws';

/** The parts of a kind's wholes: replaced together with their whole. */
interface PartsOf {
  entity: EntityTarget<ObjectLiteral>;
  property: PartsProperty;
  wholeColumn: string;
  /** What tells the parts of one whole apart. */
  key: readonly { column: string; property: string }[];
  /** What each part repeats of its whole. */
  inherited: (whole: { id: number; dueOn?: string }) => object;
}

interface KindTables {
  table: string;
  entity: EntityTarget<ObjectLiteral>;
  parts?: PartsOf;
}

const KINDS: Record<SyncKind, KindTables> = {
  accounts: { table: 'accounts', entity: AccountEntity },
  contacts: { table: 'contacts', entity: ContactEntity },
  locations: { table: 'locations', entity: LocationEntity },
  contracts: {
    table: 'contracts',
    entity: ContractEntity,
    parts: {
      entity: ContractRoleEntity,
      property: 'roles',
      wholeColumn: 'contract_id',
      key: [
        { column: 'account_id', property: 'accountId' },
        { column: 'role_type', property: 'roleType' },
      ],
      inherited: (contract) => ({ contractId: contract.id }),
    },
  },
  invoices: {
    table: 'invoices',
    entity: InvoiceEntity,
    parts: {
      entity: InvoiceLineEntity,
      property: 'lines',
      wholeColumn: 'invoice_id',
      key: [{ column: 'line_number', property: 'lineNumber' }],
      inherited: (invoice) => ({ invoiceId: invoice.id, dueOn: invoice.dueOn }),
    },
  },
  payments: { table: 'received_payments', entity: ReceivedPaymentEntity },
  assets: { table: 'assets', entity: AssetEntity },
  schedules: {
    table: 'amortization_schedules',
    entity: AmortizationScheduleEntity,
    parts: {
      entity: AmortizationRowEntity,
      property: 'rows',
      wholeColumn: 'contract_id',
      key: [{ column: 'row_index', property: 'rowIndex' }],
      inherited: (schedule) => ({ contractId: schedule.id }),
    },
  },
  principalAndInterest: { table: 'principal_and_interest', entity: PrincipalAndInterestEntity },
  linesOfCredit: {
    table: 'lines_of_credit',
    entity: LineOfCreditEntity,
    parts: {
      entity: LineOfCreditDrawEntity,
      property: 'draws',
      wholeColumn: 'line_of_credit_id',
      key: [{ column: 'draw_number', property: 'drawNumber' }],
      inherited: (lineOfCredit) => ({ lineOfCreditId: lineOfCredit.id }),
    },
  },
};

/** A kind's tables, ready to be written. */
export interface SyncedTable {
  name: string;
  wholes: BulkTable;
  parts: (PartsOf & { name: string; table: BulkTable }) | undefined;
}

/** The table that holds a kind's wholes. */
export function tableOf(kind: SyncKind): string {
  return KINDS[kind].table;
}

const prepared = new WeakMap<object, Map<SyncKind, SyncedTable>>();

/** The tables of a kind; prepared once per data source. */
export function syncedTable(transaction: Transaction, kind: SyncKind): SyncedTable {
  const source = transaction.dataSource;
  const tables = prepared.get(source) ?? new Map<SyncKind, SyncedTable>();
  prepared.set(source, tables);
  const known = tables.get(kind);
  if (known) return known;
  const { table: name, entity, parts } = KINDS[kind];
  const table: SyncedTable = {
    name,
    wholes: bulkTable(transaction, entity),
    parts: parts && { ...parts, name: source.getMetadata(parts.entity).tableName, table: bulkTable(transaction, parts.entity) },
  };
  tables.set(kind, table);
  return table;
}
