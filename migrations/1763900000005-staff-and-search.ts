import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets a platform user exist before a password is set, finds users by the beginning of a name, and audit entries by time. */
export class StaffAndSearch1763900000005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE platform_users MODIFY password_hash varchar(200) NULL');
    await queryRunner.query('CREATE INDEX users_by_first_name ON users (first_name)');
    await queryRunner.query('CREATE INDEX users_by_last_name ON users (last_name)');
    await queryRunner.query('CREATE INDEX audit_entries_by_time ON audit_entries (at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX audit_entries_by_time ON audit_entries');
    await queryRunner.query('DROP INDEX users_by_last_name ON users');
    await queryRunner.query('DROP INDEX users_by_first_name ON users');
    await queryRunner.query("UPDATE platform_users SET password_hash = '' WHERE password_hash IS NULL");
    await queryRunner.query('ALTER TABLE platform_users MODIFY password_hash varchar(200) NOT NULL');
  }
}
