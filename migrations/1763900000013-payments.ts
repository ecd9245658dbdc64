import type { MigrationInterface, QueryRunner } from 'typeorm';

const SITE_COLUMNS = `ALTER TABLE sites
  ADD payments_are_on tinyint NOT NULL DEFAULT 1,
  ADD bank_account_mode varchar(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'ALLOW_ANY',
  ADD allows_prepayment tinyint NOT NULL DEFAULT 0,
  ADD sec_code_by_holder_type tinyint NOT NULL DEFAULT 0,
  ADD maximum_payment_cents bigint NULL,
  ADD maximum_day_cents bigint NULL`;

const BANK_ACCOUNTS = `CREATE TABLE bank_accounts (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  user_id bigint unsigned NOT NULL,
  name varchar(60) NOT NULL,
  holder_name varchar(100) NOT NULL,
  holder_type varchar(20) COLLATE ascii_bin NOT NULL,
  account_type varchar(20) COLLATE ascii_bin NOT NULL,
  sealed_numbers varchar(255) COLLATE ascii_bin NOT NULL,
  fingerprint binary(32) NOT NULL,
  last_four varchar(4) COLLATE ascii_bin NOT NULL,
  bank_name varchar(100) NULL,
  check_result varchar(20) COLLATE ascii_bin NOT NULL,
  checked_at datetime(3) NULL,
  stopped_at datetime(3) NULL,
  stop_reason_code varchar(3) COLLATE ascii_bin NULL,
  correction_code varchar(3) COLLATE ascii_bin NULL,
  needs_confirmation tinyint NOT NULL DEFAULT 0,
  default_of bigint unsigned NULL,
  is_kept tinyint NULL,
  created_at datetime(3) NOT NULL,
  removed_at datetime(3) NULL,
  PRIMARY KEY (id),
  UNIQUE INDEX bank_accounts_of_user (user_id, fingerprint, is_kept),
  INDEX bank_accounts_by_fingerprint (fingerprint),
  UNIQUE INDEX bank_accounts_default (default_of),
  CONSTRAINT bank_accounts_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE RESTRICT ON UPDATE NO ACTION
)`;

const SEALED_KEYS = `CREATE TABLE sealed_keys (
  name varchar(40) COLLATE ascii_bin NOT NULL,
  sealed_key varchar(255) COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (name)
)`;

const PAYMENT_ORDERS = `CREATE TABLE payment_orders (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  user_id bigint unsigned NOT NULL,
  idempotency_key varchar(255) COLLATE ascii_bin NOT NULL,
  operation varchar(20) COLLATE ascii_bin NOT NULL,
  input_digest binary(32) NOT NULL,
  payment_id bigint unsigned NULL,
  authorization_text text NULL,
  authorization_version varchar(20) COLLATE ascii_bin NULL,
  authentication varchar(20) COLLATE ascii_bin NULL,
  authenticated_at datetime(3) NULL,
  address varchar(45) NULL,
  user_agent varchar(500) NULL,
  request_id varchar(128) NULL,
  created_at datetime(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE INDEX payment_orders_key (user_id, idempotency_key),
  CONSTRAINT payment_orders_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE RESTRICT ON UPDATE NO ACTION
)`;

const PAYMENTS = `CREATE TABLE payments (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  payment_key varchar(36) COLLATE ascii_bin NOT NULL,
  order_id bigint unsigned NOT NULL,
  user_id bigint unsigned NOT NULL,
  site_id bigint unsigned NOT NULL,
  contract_id bigint unsigned NOT NULL,
  bank_account_id bigint unsigned NOT NULL,
  bank_account_fingerprint binary(32) NOT NULL,
  amount_cents bigint NOT NULL,
  currency_code char(3) COLLATE ascii_bin NOT NULL,
  due_on date NOT NULL,
  sec_code varchar(20) COLLATE ascii_bin NOT NULL,
  status varchar(20) COLLATE ascii_bin NOT NULL,
  created_at datetime(3) NOT NULL,
  updated_at datetime(3) NOT NULL,
  alternate_eft_id bigint unsigned NULL,
  batch_number int unsigned NULL,
  posted_at datetime(3) NULL,
  trace_number varchar(20) COLLATE ascii_bin NULL,
  file_name varchar(200) NULL,
  received_payment_id bigint unsigned NULL,
  returned_on date NULL,
  return_reason_code varchar(3) COLLATE ascii_bin NULL,
  PRIMARY KEY (id),
  UNIQUE INDEX payments_key (payment_key),
  INDEX payments_by_order (order_id),
  INDEX payments_by_contract (contract_id, id),
  INDEX payments_by_user (user_id, id),
  INDEX payments_by_status (status, updated_at),
  INDEX payments_by_update (updated_at, id),
  INDEX payments_by_creation (created_at, id),
  INDEX payments_by_posting (posted_at),
  CONSTRAINT payments_order FOREIGN KEY (order_id) REFERENCES payment_orders(id) ON DELETE RESTRICT ON UPDATE NO ACTION,
  CONSTRAINT payments_bank_account FOREIGN KEY (bank_account_id) REFERENCES bank_accounts(id) ON DELETE RESTRICT ON UPDATE NO ACTION
)`;

const PAYMENT_EVENTS = `CREATE TABLE payment_events (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  payment_id bigint unsigned NOT NULL,
  at datetime(3) NOT NULL,
  kind varchar(30) COLLATE ascii_bin NOT NULL,
  status_after varchar(20) COLLATE ascii_bin NULL,
  realm varchar(20) COLLATE ascii_bin NOT NULL,
  actor_id bigint unsigned NULL,
  actor_name varchar(254) NOT NULL,
  evidence json NOT NULL,
  PRIMARY KEY (id),
  INDEX payment_events_by_payment (payment_id, id),
  CONSTRAINT payment_events_payment FOREIGN KEY (payment_id) REFERENCES payments(id) ON DELETE RESTRICT ON UPDATE NO ACTION
)`;

const PAYMENT_HAND_OVERS = `CREATE TABLE payment_hand_overs (
  payment_id bigint unsigned NOT NULL,
  task varchar(20) COLLATE ascii_bin NOT NULL,
  sealed_bank_account varchar(1000) COLLATE ascii_bin NULL,
  was_sent tinyint NOT NULL DEFAULT 0,
  attempts int unsigned NOT NULL DEFAULT 0,
  next_attempt_at datetime(3) NULL,
  task_since datetime(3) NOT NULL,
  claim_token varchar(36) COLLATE ascii_bin NULL,
  claimed_until datetime(3) NULL,
  last_error varchar(500) NULL,
  PRIMARY KEY (payment_id),
  INDEX payment_hand_overs_due (next_attempt_at, payment_id)
)`;

const EFT_BATCHES = `CREATE TABLE eft_batches (
  batch_number int unsigned NOT NULL,
  state varchar(20) COLLATE ascii_bin NOT NULL,
  due_from date NOT NULL,
  due_to date NOT NULL,
  posted_at datetime(3) NULL,
  file_name varchar(200) NULL,
  effective_entry_on date NULL,
  entry_count int unsigned NOT NULL,
  amount_cents bigint NOT NULL,
  seen_at datetime(3) NOT NULL,
  PRIMARY KEY (batch_number)
)`;

const PAYMENT_FINDINGS = `CREATE TABLE payment_findings (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  code varchar(40) COLLATE ascii_bin NOT NULL,
  subject varchar(60) COLLATE ascii_bin NOT NULL,
  payment_id bigint unsigned NULL,
  message varchar(500) NOT NULL,
  first_seen_at datetime(3) NOT NULL,
  last_seen_at datetime(3) NOT NULL,
  is_open tinyint NULL,
  resolved_at datetime(3) NULL,
  closed_by varchar(254) NULL,
  close_reason varchar(500) NULL,
  PRIMARY KEY (id),
  UNIQUE INDEX payment_findings_open (code, subject, is_open),
  INDEX payment_findings_by_payment (payment_id)
)`;

const PAYMENT_SETTINGS = `CREATE TABLE payment_settings (
  id tinyint unsigned NOT NULL,
  payments_are_on tinyint NOT NULL DEFAULT 1,
  version int unsigned NOT NULL DEFAULT 1,
  servicing_epoch varchar(100) NULL,
  PRIMARY KEY (id)
)`;

const PAYMENT_LOCKS = `CREATE TABLE payment_locks (
  lock_key varchar(40) COLLATE ascii_bin NOT NULL,
  turns bigint unsigned NOT NULL,
  PRIMARY KEY (lock_key)
)`;

const TABLES = [
  BANK_ACCOUNTS,
  SEALED_KEYS,
  PAYMENT_ORDERS,
  PAYMENTS,
  PAYMENT_EVENTS,
  PAYMENT_HAND_OVERS,
  EFT_BATCHES,
  PAYMENT_FINDINGS,
  PAYMENT_SETTINGS,
  PAYMENT_LOCKS,
];

/** Bank accounts, payments made through the portal, their way to ASPIRE and what sites say about them. */
export class Payments1763900000013 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(SITE_COLUMNS);
    for (const table of TABLES) await queryRunner.query(`${table} ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) {
      const [, name] = /^CREATE TABLE (\w+)/.exec(table) ?? [];
      await queryRunner.query(`DROP TABLE ${name}`);
    }
    await queryRunner.query(
      `ALTER TABLE sites DROP COLUMN payments_are_on, DROP COLUMN bank_account_mode, DROP COLUMN allows_prepayment,
         DROP COLUMN sec_code_by_holder_type, DROP COLUMN maximum_payment_cents, DROP COLUMN maximum_day_cents`,
    );
  }
}
