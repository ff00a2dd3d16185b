import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The control fact by which a store decides party rows; a customer without a row is a natural person. */
export class CreatePartyKind1763000000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table party_kind (
        customer_id text primary key,
        kind text not null constraint party_kind_known
          check (kind in ('LEGAL_PERSON', 'NATURAL_PERSON', 'SOLE_TRADER'))
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table party_kind');
  }
}
