import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERVICING_HINTS = `CREATE TABLE servicing_hints (
    setting varchar(40) COLLATE ascii_bin NOT NULL,
    affected int unsigned NOT NULL,
    total int unsigned NOT NULL,
    judged_at datetime(3) NOT NULL,
    PRIMARY KEY (setting)
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`;

/** Creates what the book tells of settings in the servicing system, and lets records set aside be counted and tried again in their order. */
export class SyncHealth1763900000018 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(SERVICING_HINTS);
    await queryRunner.query('CREATE INDEX set_aside_records_by_age ON set_aside_records (kind, set_aside_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX set_aside_records_by_age ON set_aside_records');
    await queryRunner.query('DROP TABLE servicing_hints');
  }
}
