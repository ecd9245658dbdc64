import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERVICING_CIRCUITS = `CREATE TABLE servicing_circuits (
  process_name varchar(100) COLLATE utf8mb4_bin NOT NULL,
  role varchar(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state varchar(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  since datetime(3) NOT NULL,
  failures_in_a_row int unsigned NOT NULL,
  last_error varchar(1000) NULL,
  next_attempt_at datetime(3) NULL,
  seen_at datetime(3) NOT NULL,
  PRIMARY KEY (process_name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`;

/** Creates what each process says of how it gets on with the servicing system, so that the others can show it. */
export class Circuits1763900000017 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(SERVICING_CIRCUITS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE servicing_circuits');
  }
}
