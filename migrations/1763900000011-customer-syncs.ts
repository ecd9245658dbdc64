import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates the queue of customers to be synced at once, and finds the latest runs of the whole book among thousands of single customers'. */
export class CustomerSyncs1763900000011 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE customer_syncs (
      account_id bigint unsigned NOT NULL,
      state varchar(20) COLLATE ascii_bin NOT NULL,
      reason varchar(20) COLLATE ascii_bin NOT NULL,
      requested_at datetime(3) NOT NULL,
      is_requested_again tinyint NOT NULL DEFAULT 0,
      started_at datetime(3) NULL,
      finished_at datetime(3) NULL,
      attempts int unsigned NOT NULL DEFAULT 0,
      next_attempt_at datetime(3) NOT NULL,
      claimed_by varchar(100) COLLATE utf8mb4_bin NULL,
      claimed_until datetime(3) NULL,
      error varchar(1000) NULL,
      PRIMARY KEY (account_id),
      INDEX customer_syncs_due (state, next_attempt_at)
    ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci`);
    await queryRunner.query('CREATE INDEX sync_runs_by_mode ON sync_runs (mode, kind, id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX sync_runs_by_mode ON sync_runs');
    await queryRunner.query('DROP TABLE customer_syncs');
  }
}
