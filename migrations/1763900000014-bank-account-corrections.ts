import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which corrections of the bank have been taken into account, so that the same one counts once. */
export class BankAccountCorrections1763900000014 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE bank_account_corrections (
         bank_account_id bigint unsigned NOT NULL,
         digest binary(32) NOT NULL,
         taken_at datetime(3) NOT NULL,
         PRIMARY KEY (bank_account_id, digest),
         CONSTRAINT bank_account_corrections_account FOREIGN KEY (bank_account_id) REFERENCES bank_accounts(id) ON DELETE RESTRICT ON UPDATE NO ACTION
       ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE bank_account_corrections');
  }
}
