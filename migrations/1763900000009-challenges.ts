import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE challenges (
    token_hash binary(32) NOT NULL,
    realm varchar(20) COLLATE ascii_bin NOT NULL,
    person_id bigint unsigned NOT NULL,
    purpose varchar(20) COLLATE ascii_bin NOT NULL,
    method varchar(20) COLLATE ascii_bin NOT NULL,
    session_token_hash binary(32) NULL,
    transport varchar(20) COLLATE ascii_bin NULL,
    sealed_secret varchar(255) COLLATE ascii_bin NULL,
    counter int unsigned NOT NULL DEFAULT 0,
    code_sent_at datetime(3) NULL,
    attempts int unsigned NOT NULL DEFAULT 0,
    created_at datetime(3) NOT NULL,
    expires_at datetime(3) NOT NULL,
    ended_at datetime(3) NULL,
    PRIMARY KEY (token_hash),
    INDEX challenges_by_person (realm, person_id),
    INDEX challenges_by_expiry (expires_at)
  )`,
  `CREATE TABLE authenticator_apps (
    realm varchar(20) COLLATE ascii_bin NOT NULL,
    person_id bigint unsigned NOT NULL,
    sealed_secret varchar(255) COLLATE ascii_bin NOT NULL,
    confirmed_at datetime(3) NULL,
    last_time_step bigint unsigned NOT NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (realm, person_id)
  )`,
  `CREATE TABLE recovery_codes (
    code_hash binary(32) NOT NULL,
    realm varchar(20) COLLATE ascii_bin NOT NULL,
    person_id bigint unsigned NOT NULL,
    used_at datetime(3) NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (code_hash),
    INDEX recovery_codes_by_person (realm, person_id)
  )`,
  `CREATE TABLE identity_settings (
    id tinyint unsigned NOT NULL,
    mfa_on_all_sites tinyint NOT NULL,
    mfa_on_platform tinyint NOT NULL,
    version int unsigned NOT NULL DEFAULT 1,
    PRIMARY KEY (id)
  )`,
];

/** Creates challenges, authenticator apps, recovery codes, and the switches of multi-factor authentication: everywhere, per site, per person. */
export class Challenges1763900000009 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`${table} ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`);
    await queryRunner.query('ALTER TABLE sites ADD mfa_is_on tinyint NOT NULL DEFAULT 0');
    await queryRunner.query('ALTER TABLE users ADD must_enrol_app tinyint NOT NULL DEFAULT 0');
    await queryRunner.query('ALTER TABLE platform_users ADD must_enrol_app tinyint NOT NULL DEFAULT 0');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE platform_users DROP COLUMN must_enrol_app');
    await queryRunner.query('ALTER TABLE users DROP COLUMN must_enrol_app');
    await queryRunner.query('ALTER TABLE sites DROP COLUMN mfa_is_on');
    for (const table of ['identity_settings', 'recovery_codes', 'authenticator_apps', 'challenges'])
      await queryRunner.query(`DROP TABLE ${table}`);
  }
}
