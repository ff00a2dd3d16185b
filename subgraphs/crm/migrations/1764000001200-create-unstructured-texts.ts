import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateUnstructuredTexts1764000001200 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table unstructured_text (
        id text primary key,
        customer_id text not null references customer (id),
        text text,
        redacted boolean not null,
        personal_data_suspected boolean not null
      )
    `);
    await db.query(`create index unstructured_text_by_customer on unstructured_text (customer_id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table unstructured_text');
  }
}
