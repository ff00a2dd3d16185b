import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A lead and its deal name each other, so one of the two references is checked at the end. */
export class HoldConvertedOpportunities1764000002100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table lead add constraint lead_converted_opportunity
        foreign key (converted_opportunity_id) references opportunity (id)
        deferrable initially deferred
    `);
    await db.query('create index lead_by_opportunity on lead (converted_opportunity_id)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index lead_by_opportunity');
    await db.query('alter table lead drop constraint lead_converted_opportunity');
  }
}
