import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events to other stores, written in the transaction of their cause and delivered in order a receiver. */
export class CreateOutbox1763000000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table outbox (
        sequence bigint generated always as identity primary key,
        id text not null constraint outbox_id_unique unique,
        receiver text not null,
        event text not null,
        payload jsonb not null,
        created_at timestamptz not null,
        delivered_at timestamptz,
        refused_code text
      )
    `);
    await db.query(`
      create index outbox_waiting on outbox (receiver, sequence)
        where delivered_at is null and refused_code is null
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table outbox');
  }
}
