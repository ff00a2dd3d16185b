import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was received and done: an event's effect happens in the transaction that writes its row here. */
export class CreateInbox1763000000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table inbox (
        event_id text primary key,
        sender text not null,
        event text not null,
        received_at timestamptz not null
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table inbox');
  }
}
