import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What governance refuses for good is kept, with the code and the time: it is no longer in the way of
 * what came after it, and is tried again when the store starts.
 */
export class MarkRefusedDeliveries1763000000007 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table audit_outbox
        add column refused_at timestamptz,
        add column refused_code text,
        add constraint audit_outbox_refusal_whole
          check ((refused_at is null) = (refused_code is null))
    `);
    await db.query(
      'create index audit_outbox_refused on audit_outbox (id) where refused_at is not null',
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table audit_outbox drop column refused_at, drop column refused_code
    `);
  }
}
