import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What this store has for the audit log and governance has not acknowledged: entries of its commands,
 * written with their change, and signed segments of its receipts. The counter numbers the entries
 * without a gap, because a rolled back command takes its number back.
 */
export class CreateAuditOutbox1763000000006 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table audit_outbox (
        id bigint generated always as identity primary key,
        kind text not null constraint audit_outbox_kind_known check (kind in ('entry', 'segment')),
        body text not null,
        created_at timestamptz not null
      )
    `);
    await db.query(`
      create table audit_counter (
        single boolean primary key default true constraint audit_counter_single check (single),
        incarnation text not null
          constraint audit_counter_incarnation_shape check (incarnation ~ '^[0-9a-f]{32}$'),
        node_seq bigint not null constraint audit_counter_from_one check (node_seq > 0),
        at timestamptz not null
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table audit_counter');
    await db.query('drop table audit_outbox');
  }
}
