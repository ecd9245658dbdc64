import type { MigrationInterface, QueryRunner } from 'typeorm';

const THROTTLES = `CREATE TABLE throttles (
  key_hash binary(32) NOT NULL,
  rule varchar(20) COLLATE ascii_bin NOT NULL,
  guesses int unsigned NOT NULL,
  ends_at datetime(3) NOT NULL,
  PRIMARY KEY (key_hash),
  INDEX throttles_by_state (rule, guesses, ends_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`;

/** Creates the counts of guesses, which all processes share. */
export class Throttle1763900000007 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(THROTTLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE throttles');
  }
}
