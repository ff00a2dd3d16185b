import type { MigrationInterface, QueryRunner } from 'typeorm';

/** CRM owns the kind of a party: here the control fact of the other stores is a view of the source. */
export class CreatePartyKindView1764000001900 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create view party_kind as
        select id as customer_id,
               case kind when 'PERSON' then 'NATURAL_PERSON'
                         when 'SOLE_TRADER' then 'SOLE_TRADER'
                         else 'LEGAL_PERSON' end as kind
          from customer
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop view party_kind');
  }
}
