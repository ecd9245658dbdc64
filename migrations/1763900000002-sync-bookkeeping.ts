import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE sync_cursors (
    kind varchar(20) COLLATE ascii_bin NOT NULL,
    epoch varchar(100) COLLATE utf8mb4_bin NOT NULL,
    sequence bigint unsigned NOT NULL,
    updated_at datetime(3) NOT NULL,
    PRIMARY KEY (kind)
  )`,
  `CREATE TABLE sync_runs (
    id bigint unsigned NOT NULL AUTO_INCREMENT,
    kind varchar(20) COLLATE ascii_bin NOT NULL,
    mode varchar(20) COLLATE ascii_bin NOT NULL,
    outcome varchar(20) COLLATE ascii_bin NOT NULL,
    started_at datetime(3) NOT NULL,
    finished_at datetime(3) NULL,
    records_written int unsigned NOT NULL DEFAULT 0,
    records_removed int unsigned NOT NULL DEFAULT 0,
    records_set_aside int unsigned NOT NULL DEFAULT 0,
    error varchar(1000) NULL,
    PRIMARY KEY (id),
    INDEX sync_runs_by_kind (kind, id)
  )`,
  `CREATE TABLE set_aside_records (
    kind varchar(20) COLLATE ascii_bin NOT NULL,
    record_key varchar(64) COLLATE utf8mb4_bin NOT NULL,
    reason varchar(500) NOT NULL,
    payload mediumtext NOT NULL,
    set_aside_at datetime(3) NOT NULL,
    PRIMARY KEY (kind, record_key)
  )`,
  `CREATE TABLE job_leases (
    job varchar(60) COLLATE utf8mb4_bin NOT NULL,
    holder varchar(100) COLLATE utf8mb4_bin NOT NULL,
    fence bigint unsigned NOT NULL,
    expires_at datetime(3) NOT NULL,
    PRIMARY KEY (job)
  )`,
];

/** Creates how far each kind was read, what each run did, what was set aside, and who may run a job. */
export class SyncBookkeeping1763900000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`${table} ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['job_leases', 'set_aside_records', 'sync_runs', 'sync_cursors']) await queryRunner.query(`DROP TABLE ${table}`);
  }
}
