import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const revenueTreatment = 'POINT_IN_TIME OVER_TIME_STRAIGHT_LINE OVER_TIME_MILESTONE USAGE';

export class CreatePriceLists1764000000800 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table price_list (
        id text primary key,
        name text not null,
        currency text not null,
        valid_from date not null,
        valid_to date,
        constraint price_list_currency unique (id, currency),
        constraint price_list_validity check (valid_to is null or valid_to >= valid_from)
      )
    `);
    await db.query(`create index price_list_by_currency on price_list (currency, valid_from)`);
    await db.query(`
      create table price (
        id text primary key,
        price_list_id text not null,
        product_id text not null,
        min_quantity numeric(18,4) not null check (min_quantity > 0),
        unit_price_minor bigint not null check (unit_price_minor >= 0),
        currency text not null,
        constraint price_once unique (price_list_id, product_id, min_quantity),
        constraint price_of_list
          foreign key (price_list_id, currency) references price_list (id, currency)
      )
    `);
    await db.query(`create index price_by_product on price (product_id, currency)`);
    await db.query(`
      create table product_selling (
        product_id text primary key,
        sellable boolean not null,
        revenue_treatment text check (${oneOf('revenue_treatment', revenueTreatment)})
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table product_selling');
    await db.query('drop table price');
    await db.query('drop table price_list');
  }
}
