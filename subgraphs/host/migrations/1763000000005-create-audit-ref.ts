import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The random name by which the audit log knows a subject of this store. It outlives the subject's
 * own data until accountability ends; customer-pii keeps the table in its key database.
 */
export class CreateAuditRef1763000000005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table audit_ref (
        kind text not null,
        subject text not null,
        ref text not null constraint audit_ref_unique unique
          constraint audit_ref_shape check (ref ~ '^[0-9a-f]{32}$'),
        primary key (kind, subject)
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table audit_ref');
  }
}
