import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE assets (
    id bigint unsigned NOT NULL,
    contract_id bigint unsigned NULL,
    description varchar(400) NOT NULL,
    serial_number varchar(100) NULL,
    make varchar(100) NULL,
    model varchar(100) NULL,
    model_year int unsigned NULL,
    location_id bigint unsigned NULL,
    cost_cents bigint NOT NULL,
    currency_code char(3) COLLATE ascii_bin NOT NULL,
    synced_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    INDEX assets_by_contract (contract_id, id),
    INDEX assets_by_serial_number (serial_number)
  )`,
  `CREATE TABLE amortization_schedules (
    id bigint unsigned NOT NULL,
    currency_code char(3) COLLATE ascii_bin NOT NULL,
    synced_at datetime(3) NOT NULL,
    PRIMARY KEY (id)
  )`,
  `CREATE TABLE amortization_rows (
    contract_id bigint unsigned NOT NULL,
    \`row_index\` int unsigned NOT NULL,
    due_on date NOT NULL,
    payment_cents bigint NOT NULL,
    principal_cents bigint NOT NULL,
    interest_cents bigint NOT NULL,
    balance_cents bigint NOT NULL,
    PRIMARY KEY (contract_id, \`row_index\`),
    CONSTRAINT amortization_rows_schedule FOREIGN KEY (contract_id) REFERENCES amortization_schedules(id)
      ON DELETE CASCADE ON UPDATE NO ACTION
  )`,
  `CREATE TABLE principal_and_interest (
    id bigint unsigned NOT NULL,
    currency_code char(3) COLLATE ascii_bin NOT NULL,
    as_of date NOT NULL,
    principal_paid_cents bigint NOT NULL,
    interest_paid_cents bigint NOT NULL,
    principal_remaining_cents bigint NOT NULL,
    interest_remaining_cents bigint NOT NULL,
    synced_at datetime(3) NOT NULL,
    PRIMARY KEY (id)
  )`,
  `CREATE TABLE lines_of_credit (
    id bigint unsigned NOT NULL,
    account_id bigint unsigned NOT NULL,
    line_of_credit_number varchar(64) NOT NULL,
    description varchar(400) NULL,
    currency_code char(3) COLLATE ascii_bin NOT NULL,
    limit_cents bigint NOT NULL,
    outstanding_cents bigint NOT NULL,
    available_cents bigint NOT NULL,
    expires_on date NULL,
    synced_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    INDEX lines_of_credit_by_account (account_id, id)
  )`,
  `CREATE TABLE line_of_credit_draws (
    line_of_credit_id bigint unsigned NOT NULL,
    draw_number int unsigned NOT NULL,
    drawn_on date NOT NULL,
    amount_cents bigint NOT NULL,
    contract_id bigint unsigned NULL,
    PRIMARY KEY (line_of_credit_id, draw_number),
    CONSTRAINT line_of_credit_draws_line_of_credit FOREIGN KEY (line_of_credit_id) REFERENCES lines_of_credit(id)
      ON DELETE CASCADE ON UPDATE NO ACTION
  )`,
];

/** Adds to the copy of the book what is pulled once a day: assets, schedules, principal and interest, lines of credit. */
export class ContractDetails1763900000015 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`${table} ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [
      'line_of_credit_draws',
      'lines_of_credit',
      'principal_and_interest',
      'amortization_rows',
      'amortization_schedules',
      'assets',
    ])
      await queryRunner.query(`DROP TABLE ${table}`);
  }
}
