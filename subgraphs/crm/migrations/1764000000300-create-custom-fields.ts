import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const customFieldType = 'TEXT NUMBER BOOLEAN DATE PICKLIST MULTI_PICKLIST';
const dataClass = 'PUBLIC INTERNAL CONFIDENTIAL';

export class CreateCustomFields1764000000300 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table custom_field_definition (
        key text primary key check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
        label text not null,
        data_type text not null check (${oneOf('data_type', customFieldType)}),
        options text[],
        classification text not null check (${oneOf('classification', dataClass)}),
        required boolean not null
      )
    `);
    await db.query(`
      create table custom_field_value (
        id text primary key,
        customer_id text not null references customer (id),
        key text not null references custom_field_definition (key),
        text text,
        number numeric(18,4),
        flag boolean,
        date date,
        options text[],
        constraint custom_field_value_once unique (customer_id, key),
        constraint custom_field_value_is_one
          check (num_nonnulls(text, number, flag, date, options) <= 1)
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table custom_field_value');
    await db.query('drop table custom_field_definition');
  }
}
