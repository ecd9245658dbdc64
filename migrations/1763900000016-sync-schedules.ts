import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE sync_schedules (
    kind varchar(20) COLLATE ascii_bin NOT NULL,
    is_on tinyint NOT NULL DEFAULT 1,
    due_at datetime(3) NOT NULL,
    wanted_mode varchar(20) COLLATE ascii_bin NULL,
    wanted_at datetime(3) NULL,
    accepts_removals tinyint NOT NULL DEFAULT 0,
    failures int unsigned NOT NULL DEFAULT 0,
    PRIMARY KEY (kind)
  )`,
  `CREATE TABLE sync_full_reads (
    kind varchar(20) COLLATE ascii_bin NOT NULL,
    epoch varchar(100) COLLATE utf8mb4_bin NOT NULL,
    start_sequence bigint unsigned NOT NULL,
    position bigint unsigned NOT NULL,
    started_at datetime(3) NOT NULL,
    PRIMARY KEY (kind)
  )`,
  `CREATE TABLE servicing_states (
    id int unsigned NOT NULL,
    product varchar(40) NULL,
    version varchar(40) NULL,
    minimum_version varchar(40) NULL,
    is_supported tinyint NOT NULL DEFAULT 1,
    described_at datetime(3) NULL,
    halted_at datetime(3) NULL,
    halt_reason varchar(1000) NULL,
    PRIMARY KEY (id)
  )`,
];

/** Creates when each kind is due and what was asked for by hand, how far a full read is, and what is known of the servicing system itself. */
export class SyncSchedules1763900000016 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`${table} ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`);
    await queryRunner.query('ALTER TABLE sync_cursors ADD record_id bigint unsigned NULL AFTER sequence');
    await queryRunner.query('ALTER TABLE sync_runs ADD progress int unsigned NULL AFTER records_set_aside');
    await queryRunner.query('ALTER TABLE set_aside_records ADD sequence bigint unsigned NULL AFTER record_key');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE set_aside_records DROP COLUMN sequence');
    await queryRunner.query('ALTER TABLE sync_runs DROP COLUMN progress');
    await queryRunner.query('ALTER TABLE sync_cursors DROP COLUMN record_id');
    for (const table of ['servicing_states', 'sync_full_reads', 'sync_schedules']) await queryRunner.query(`DROP TABLE ${table}`);
  }
}
