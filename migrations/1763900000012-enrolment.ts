import type { MigrationInterface, QueryRunner } from 'typeorm';

const ENROLMENT_ATTEMPTS = `CREATE TABLE enrolment_attempts (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  site_id bigint unsigned NOT NULL,
  at datetime(3) NOT NULL,
  email varchar(254) NOT NULL,
  email_key varchar(254) COLLATE utf8mb4_bin NOT NULL,
  contract_number varchar(64) NOT NULL,
  outcome varchar(20) COLLATE ascii_bin NOT NULL,
  findings json NOT NULL,
  contract_id bigint unsigned NULL,
  user_id bigint unsigned NULL,
  request_id varchar(128) NULL,
  address varchar(45) NULL,
  PRIMARY KEY (id),
  INDEX enrolment_attempts_by_email (site_id, email_key, id),
  INDEX enrolment_attempts_by_time (at),
  CONSTRAINT enrolment_attempts_site FOREIGN KEY (site_id) REFERENCES sites(id) ON DELETE CASCADE ON UPDATE NO ACTION
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`;

/** Lets a site switch self-enrolment off, and keeps the attempts for staff. */
export class Enrolment1763900000012 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE sites ADD self_enrolment tinyint NOT NULL DEFAULT 1');
    await queryRunner.query(ENROLMENT_ATTEMPTS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE enrolment_attempts');
    await queryRunner.query('ALTER TABLE sites DROP COLUMN self_enrolment');
  }
}
