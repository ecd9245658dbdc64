import type { MigrationInterface, QueryRunner } from 'typeorm';

const SESSION_TABLES = ['user_sessions', 'platform_sessions'] as const;

/** Gives sessions a name, a way to travel and a strength, lets a token be replaced under a running session, and sites their own lifetimes. */
export class Sessions1763900000008 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of SESSION_TABLES) {
      await queryRunner.query(
        `ALTER TABLE ${table} ADD id bigint unsigned NOT NULL AUTO_INCREMENT, ADD UNIQUE INDEX ${table}_id (id),
         ADD authentication varchar(20) COLLATE ascii_bin NOT NULL DEFAULT 'PASSWORD',
         ADD transport varchar(20) COLLATE ascii_bin NOT NULL DEFAULT 'BEARER',
         ADD restriction varchar(20) COLLATE ascii_bin NOT NULL DEFAULT 'NONE',
         ADD address varchar(45) NULL, ADD user_agent varchar(200) NULL, ADD stepped_up_at datetime(3) NULL`,
      );
    }
    await bindViewAs(queryRunner, 'CASCADE');
    await queryRunner.query(
      `ALTER TABLE sites ADD session_idle_minutes int unsigned NOT NULL DEFAULT 30,
       ADD session_absolute_minutes int unsigned NOT NULL DEFAULT 720`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE sites DROP COLUMN session_absolute_minutes, DROP COLUMN session_idle_minutes');
    await bindViewAs(queryRunner, 'NO ACTION');
    for (const table of SESSION_TABLES) {
      // A program that knows no restriction would let a restricted session do everything, and a cookie's token pass as a bearer.
      await queryRunner.query(`DELETE FROM ${table} WHERE restriction <> 'NONE' OR transport <> 'BEARER'`);
      await queryRunner.query(
        `ALTER TABLE ${table} DROP COLUMN stepped_up_at, DROP COLUMN user_agent, DROP COLUMN address, DROP COLUMN restriction,
         DROP COLUMN transport, DROP COLUMN authentication, DROP INDEX ${table}_id, DROP COLUMN id`,
      );
    }
  }
}

/** What happens to view-as sessions when the token changes that they hang on. */
async function bindViewAs(queryRunner: QueryRunner, onUpdate: 'CASCADE' | 'NO ACTION'): Promise<void> {
  await queryRunner.query('ALTER TABLE user_sessions DROP FOREIGN KEY user_sessions_staff_session');
  await queryRunner.query(
    `ALTER TABLE user_sessions ADD CONSTRAINT user_sessions_staff_session FOREIGN KEY (staff_token_hash)
     REFERENCES platform_sessions(token_hash) ON DELETE CASCADE ON UPDATE ${onUpdate}`,
  );
}
