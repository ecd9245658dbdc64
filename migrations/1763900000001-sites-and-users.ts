import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE sites (
    id bigint unsigned NOT NULL AUTO_INCREMENT,
    site_key varchar(40) COLLATE ascii_bin NOT NULL,
    name varchar(200) NOT NULL,
    url varchar(500) NOT NULL,
    takes_unlabelled tinyint NOT NULL,
    disabled_at datetime(3) NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE INDEX sites_key (site_key)
  )`,
  `CREATE TABLE site_labels (
    site_id bigint unsigned NOT NULL,
    private_label varchar(100) COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (site_id, private_label),
    CONSTRAINT site_labels_site FOREIGN KEY (site_id) REFERENCES sites(id) ON DELETE CASCADE ON UPDATE NO ACTION
  )`,
  `CREATE TABLE users (
    id bigint unsigned NOT NULL AUTO_INCREMENT,
    site_id bigint unsigned NOT NULL,
    email varchar(254) NOT NULL,
    email_key varchar(254) COLLATE utf8mb4_bin NOT NULL,
    first_name varchar(100) NOT NULL,
    last_name varchar(100) NOT NULL,
    password_hash varchar(200) NULL,
    disabled_at datetime(3) NULL,
    last_logged_in_at datetime(3) NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE INDEX users_email_per_site (site_id, email_key),
    CONSTRAINT users_site FOREIGN KEY (site_id) REFERENCES sites(id) ON DELETE RESTRICT ON UPDATE NO ACTION
  )`,
  `CREATE TABLE user_accounts (
    user_id bigint unsigned NOT NULL,
    account_id bigint unsigned NOT NULL,
    linked_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id, account_id),
    INDEX user_accounts_by_account (account_id, user_id),
    CONSTRAINT user_accounts_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE ON UPDATE NO ACTION
  )`,
  `CREATE TABLE user_sessions (
    token_hash binary(32) NOT NULL,
    user_id bigint unsigned NOT NULL,
    created_at datetime(3) NOT NULL,
    last_used_at datetime(3) NOT NULL,
    expires_at datetime(3) NOT NULL,
    PRIMARY KEY (token_hash),
    INDEX user_sessions_by_expiry (expires_at),
    INDEX user_sessions_by_user (user_id),
    CONSTRAINT user_sessions_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE ON UPDATE NO ACTION
  )`,
  `CREATE TABLE platform_users (
    id bigint unsigned NOT NULL AUTO_INCREMENT,
    email varchar(254) NOT NULL,
    email_key varchar(254) COLLATE utf8mb4_bin NOT NULL,
    name varchar(200) NOT NULL,
    role varchar(20) COLLATE ascii_bin NOT NULL,
    password_hash varchar(200) NOT NULL,
    disabled_at datetime(3) NULL,
    last_logged_in_at datetime(3) NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE INDEX platform_users_email (email_key)
  )`,
  `CREATE TABLE platform_sessions (
    token_hash binary(32) NOT NULL,
    platform_user_id bigint unsigned NOT NULL,
    created_at datetime(3) NOT NULL,
    last_used_at datetime(3) NOT NULL,
    expires_at datetime(3) NOT NULL,
    PRIMARY KEY (token_hash),
    INDEX platform_sessions_by_expiry (expires_at),
    INDEX platform_sessions_by_user (platform_user_id),
    CONSTRAINT platform_sessions_platform_user FOREIGN KEY (platform_user_id) REFERENCES platform_users(id) ON DELETE CASCADE ON UPDATE NO ACTION
  )`,
];

/** Creates sites, end users with their links, platform users, and the sessions of both realms. */
export class SitesAndUsers1763900000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`${table} ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['platform_sessions', 'platform_users', 'user_sessions', 'user_accounts', 'users', 'site_labels', 'sites'])
      await queryRunner.query(`DROP TABLE ${table}`);
  }
}
