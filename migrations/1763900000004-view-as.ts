import type { MigrationInterface, QueryRunner } from 'typeorm';

const USER_IMPORTS = `CREATE TABLE user_imports (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  state varchar(20) COLLATE ascii_bin NOT NULL,
  is_dry_run tinyint NOT NULL,
  started_by varchar(254) NOT NULL,
  started_at datetime(3) NOT NULL,
  heartbeat_at datetime(3) NOT NULL,
  finished_at datetime(3) NULL,
  rows_total int unsigned NOT NULL,
  rows_done int unsigned NOT NULL,
  users_created int unsigned NOT NULL,
  users_extended int unsigned NOT NULL,
  links_created int unsigned NOT NULL,
  problems json NULL,
  PRIMARY KEY (id),
  INDEX user_imports_by_start (started_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`;

/** Lets a session belong to staff who look at the portal as a customer, and creates the imports of users. */
export class ViewAs1763900000004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE user_sessions ADD staff_token_hash binary(32) NULL, ADD staff_role varchar(20) COLLATE ascii_bin NULL,
       ADD view_reason varchar(500) NULL, ADD INDEX user_sessions_by_staff_session (staff_token_hash)`,
    );
    await queryRunner.query(
      `ALTER TABLE user_sessions ADD CONSTRAINT user_sessions_staff_session FOREIGN KEY (staff_token_hash)
       REFERENCES platform_sessions(token_hash) ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(USER_IMPORTS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE user_imports');
    await queryRunner.query('ALTER TABLE user_sessions DROP FOREIGN KEY user_sessions_staff_session');
    await queryRunner.query('DELETE FROM user_sessions WHERE staff_token_hash IS NOT NULL');
    await queryRunner.query(
      `ALTER TABLE user_sessions DROP INDEX user_sessions_by_staff_session, DROP COLUMN view_reason, DROP COLUMN staff_role,
       DROP COLUMN staff_token_hash`,
    );
  }
}
