import type { MigrationInterface, QueryRunner } from 'typeorm';

const MAILS = `CREATE TABLE mails (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  kind varchar(40) COLLATE ascii_bin NOT NULL,
  realm varchar(20) COLLATE ascii_bin NOT NULL,
  person_id bigint unsigned NOT NULL,
  site_id bigint unsigned NULL,
  to_address varchar(254) NOT NULL,
  subject varchar(200) NOT NULL,
  sealed_body mediumtext COLLATE ascii_bin NULL,
  message_id varchar(320) COLLATE ascii_bin NOT NULL,
  state varchar(20) COLLATE ascii_bin NOT NULL,
  attempts int unsigned NOT NULL DEFAULT 0,
  next_attempt_at datetime(3) NULL,
  useful_until datetime(3) NULL,
  give_up_at datetime(3) NOT NULL,
  claim_token varchar(36) COLLATE ascii_bin NULL,
  claimed_until datetime(3) NULL,
  server_answer varchar(500) NULL,
  last_error varchar(500) NULL,
  created_at datetime(3) NOT NULL,
  sent_at datetime(3) NULL,
  died_at datetime(3) NULL,
  PRIMARY KEY (id),
  UNIQUE INDEX mails_message_id (message_id),
  INDEX mails_due (state, next_attempt_at),
  INDEX mails_by_state (state, id),
  INDEX mails_by_person (realm, person_id, id),
  INDEX mails_by_site (site_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`;

/** Creates the outbox, and gives sites what their letters look like. */
export class Mail1763900000006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(MAILS);
    await queryRunner.query('ALTER TABLE sites ADD support_email varchar(254) NULL, ADD button_color char(7) COLLATE ascii_bin NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE sites DROP COLUMN button_color, DROP COLUMN support_email');
    await queryRunner.query('DROP TABLE mails');
  }
}
