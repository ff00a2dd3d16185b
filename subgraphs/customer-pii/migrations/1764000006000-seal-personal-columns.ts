import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Columns that will hold sealed values become texts; what they hold now stays until it is sealed
 * where it stands, which needs keys and so is no part of a migration (encryption/sealExisting.ts).
 */
export class SealPersonalColumns1764000006000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table person alter column birth_date type text using birth_date::text;
      alter table payment_instrument
        alter column mandate_signed_on type text using mandate_signed_on::text;
      alter table payment_instrument add column value_index text;
      create index payment_instrument_value on payment_instrument (value_index);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table payment_instrument drop column value_index;
      alter table payment_instrument
        alter column mandate_signed_on type date using mandate_signed_on::date;
      alter table person alter column birth_date type date using birth_date::date;
    `);
  }
}
