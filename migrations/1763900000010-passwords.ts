import type { MigrationInterface, QueryRunner } from 'typeorm';

const PASSWORD_LINKS = `CREATE TABLE password_links (
  token_hash binary(32) NOT NULL,
  realm varchar(20) COLLATE ascii_bin NOT NULL,
  person_id bigint unsigned NOT NULL,
  purpose varchar(20) COLLATE ascii_bin NOT NULL,
  created_at datetime(3) NOT NULL,
  expires_at datetime(3) NOT NULL,
  used_at datetime(3) NULL,
  PRIMARY KEY (token_hash),
  UNIQUE INDEX password_links_person (realm, person_id),
  INDEX password_links_by_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`;

/** Creates the links with which people set their passwords. */
export class Passwords1763900000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(PASSWORD_LINKS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE password_links');
  }
}
