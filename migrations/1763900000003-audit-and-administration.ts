import type { MigrationInterface, QueryRunner } from 'typeorm';

const AUDIT_ENTRIES = `CREATE TABLE audit_entries (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  at datetime(3) NOT NULL,
  realm varchar(20) COLLATE ascii_bin NOT NULL,
  actor_id bigint unsigned NULL,
  actor_name varchar(254) NOT NULL,
  action varchar(40) COLLATE ascii_bin NOT NULL,
  subject_type varchar(40) COLLATE ascii_bin NOT NULL,
  subject_id bigint unsigned NULL,
  summary varchar(500) NOT NULL,
  state_before json NULL,
  state_after json NULL,
  reason varchar(500) NULL,
  request_id varchar(128) NULL,
  address varchar(45) NULL,
  PRIMARY KEY (id),
  INDEX audit_entries_by_action (action, id),
  INDEX audit_entries_by_actor (realm, actor_id, id),
  INDEX audit_entries_by_subject (subject_type, subject_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`;

/** Creates the audit log, which its triggers keep append-only, and what administration needs: versions, word search, where users come from. */
export class AuditAndAdministration1763900000003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(AUDIT_ENTRIES);
    for (const act of ['UPDATE', 'DELETE']) {
      await queryRunner.query(
        `CREATE TRIGGER audit_entries_no_${act.toLowerCase()} BEFORE ${act} ON audit_entries FOR EACH ROW
         SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'The audit log is append-only.'`,
      );
    }
    for (const table of ['sites', 'users', 'platform_users']) {
      await queryRunner.query(`ALTER TABLE ${table} ADD version int unsigned NOT NULL DEFAULT 1`);
    }
    await queryRunner.query("ALTER TABLE users ADD enrolment_source varchar(20) COLLATE ascii_bin NOT NULL DEFAULT 'ADMIN'");
    await queryRunner.query('CREATE FULLTEXT INDEX accounts_name_words ON accounts (name)');
    await queryRunner.query('CREATE INDEX users_by_email ON users (email_key)');
    await queryRunner.query('CREATE FULLTEXT INDEX users_name_words ON users (first_name, last_name, email)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX users_name_words ON users');
    await queryRunner.query('DROP INDEX users_by_email ON users');
    await queryRunner.query('DROP INDEX accounts_name_words ON accounts');
    await queryRunner.query('ALTER TABLE users DROP COLUMN enrolment_source');
    for (const table of ['platform_users', 'users', 'sites']) await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN version`);
    await queryRunner.query('DROP TABLE audit_entries');
  }
}
