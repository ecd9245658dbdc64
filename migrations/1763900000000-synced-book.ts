import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE accounts (
    id bigint unsigned NOT NULL,
    account_number varchar(64) NOT NULL,
    name varchar(200) NOT NULL,
    entity_type varchar(20) COLLATE ascii_bin NOT NULL,
    emails varchar(2000) NULL,
    phone varchar(40) NULL,
    synced_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    INDEX accounts_by_number (account_number),
    INDEX accounts_by_name (name)
  )`,
  `CREATE TABLE contacts (
    id bigint unsigned NOT NULL,
    account_id bigint unsigned NOT NULL,
    first_name varchar(100) NOT NULL,
    last_name varchar(100) NOT NULL,
    title varchar(100) NULL,
    emails varchar(2000) NULL,
    phone varchar(40) NULL,
    synced_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    INDEX contacts_by_account (account_id)
  )`,
  `CREATE TABLE locations (
    id bigint unsigned NOT NULL,
    account_id bigint unsigned NOT NULL,
    name varchar(200) NULL,
    address1 varchar(200) NOT NULL,
    address2 varchar(200) NULL,
    city varchar(100) NOT NULL,
    region varchar(100) NOT NULL,
    postal_code varchar(20) NOT NULL,
    country_code char(2) COLLATE ascii_bin NOT NULL,
    emails varchar(2000) NULL,
    synced_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    INDEX locations_by_account (account_id)
  )`,
  `CREATE TABLE contracts (
    id bigint unsigned NOT NULL,
    contract_number varchar(64) NOT NULL,
    description varchar(400) NOT NULL,
    finance_product varchar(100) NOT NULL,
    scenario varchar(20) COLLATE ascii_bin NOT NULL,
    interest_method varchar(20) COLLATE ascii_bin NOT NULL,
    is_booked tinyint NOT NULL,
    booked_on date NULL,
    is_terminated tinyint NOT NULL,
    terminated_on date NULL,
    private_label varchar(100) COLLATE utf8mb4_bin NULL,
    currency_code char(3) COLLATE ascii_bin NOT NULL,
    commenced_on date NOT NULL,
    matures_on date NOT NULL,
    term int unsigned NOT NULL,
    payment_frequency varchar(20) COLLATE ascii_bin NOT NULL,
    payment_timing varchar(20) COLLATE ascii_bin NOT NULL,
    payment_amount_cents bigint NOT NULL,
    amount_financed_cents bigint NOT NULL,
    equipment_cost_cents bigint NOT NULL,
    residual_cents bigint NOT NULL,
    rate decimal(12,8) NOT NULL,
    remaining_payments int unsigned NOT NULL,
    remaining_balance_cents bigint NOT NULL,
    next_due_on date NULL,
    past_due_cents bigint NOT NULL,
    bill_to_location_id bigint unsigned NULL,
    synced_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    INDEX contracts_by_number (contract_number),
    INDEX contracts_by_private_label (private_label)
  )`,
  `CREATE TABLE contract_roles (
    contract_id bigint unsigned NOT NULL,
    account_id bigint unsigned NOT NULL,
    role_type varchar(20) COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (contract_id, account_id, role_type),
    INDEX contract_roles_by_account (account_id, role_type, contract_id),
    CONSTRAINT contract_roles_contract FOREIGN KEY (contract_id) REFERENCES contracts(id) ON DELETE CASCADE ON UPDATE NO ACTION
  )`,
  `CREATE TABLE invoices (
    id bigint unsigned NOT NULL,
    invoice_number varchar(64) NOT NULL,
    account_id bigint unsigned NOT NULL,
    invoice_type varchar(20) COLLATE ascii_bin NOT NULL,
    invoiced_on date NOT NULL,
    due_on date NOT NULL,
    currency_code char(3) COLLATE ascii_bin NOT NULL,
    synced_at datetime(3) NOT NULL,
    PRIMARY KEY (id)
  )`,
  `CREATE TABLE invoice_lines (
    invoice_id bigint unsigned NOT NULL,
    line_number int unsigned NOT NULL,
    contract_id bigint unsigned NULL,
    account_id bigint unsigned NULL,
    asset_id bigint unsigned NULL,
    due_on date NOT NULL,
    transaction_code varchar(60) NOT NULL,
    description varchar(400) NULL,
    amount_cents bigint NOT NULL,
    balance_cents bigint NOT NULL,
    PRIMARY KEY (invoice_id, line_number),
    INDEX invoice_lines_by_account (account_id, due_on, invoice_id),
    INDEX invoice_lines_by_contract (contract_id, due_on, invoice_id),
    CONSTRAINT invoice_lines_invoice FOREIGN KEY (invoice_id) REFERENCES invoices(id) ON DELETE CASCADE ON UPDATE NO ACTION
  )`,
  `CREATE TABLE received_payments (
    id bigint unsigned NOT NULL,
    contract_id bigint unsigned NOT NULL,
    account_id bigint unsigned NOT NULL,
    received_on date NOT NULL,
    amount_cents bigint NOT NULL,
    currency_code char(3) COLLATE ascii_bin NOT NULL,
    method varchar(20) COLLATE ascii_bin NOT NULL,
    reference varchar(100) NULL,
    returned_on date NULL,
    return_reason_code varchar(3) COLLATE ascii_bin NULL,
    synced_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    INDEX received_payments_by_contract (contract_id, received_on, id),
    INDEX received_payments_by_reference (reference)
  )`,
];

/** Creates the copy of the servicing system's book. */
export class SyncedBook1763900000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`${table} ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [
      'received_payments',
      'invoice_lines',
      'invoices',
      'contract_roles',
      'contracts',
      'locations',
      'contacts',
      'accounts',
    ])
      await queryRunner.query(`DROP TABLE ${table}`);
  }
}
