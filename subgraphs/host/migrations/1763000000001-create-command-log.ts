import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Makes a command with an idempotency key happen once: the key, an HMAC of the input, the result's ids. */
export class CreateCommandLog1763000000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table command_log (
        key text primary key,
        command text not null,
        input_hmac text not null,
        result_ids jsonb,
        at timestamptz not null
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table command_log');
  }
}
