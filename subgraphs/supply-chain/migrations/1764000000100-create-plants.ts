import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePlants1764000000100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table carrier (
        id text primary key,
        name text not null,
        tracking_url_template text,
        transit_days integer not null default 2 check (transit_days between 0 and 120)
      )
    `);
    await db.query(`
      create table plant (
        id text primary key,
        code text not null unique,
        name text not null,
        country_code text not null check (country_code ~ '^[A-Z]{2}$'),
        timezone text not null,
        address_line text not null,
        handling_days integer not null default 1 check (handling_days between 0 and 60)
      )
    `);
    await db.query(`
      create table warehouse (
        id text primary key,
        code text not null unique,
        plant_id text not null references plant (id),
        default_carrier_id text references carrier (id)
      )
    `);
    await db.query('create index warehouse_plant_id on warehouse (plant_id, code)');
    // The pair (id, usage) is what a balance refers to: a place with stock can't change its usage.
    await db.query(`
      create table storage_location (
        id text primary key,
        code text not null unique,
        usage text not null
          check (usage in ('SUPPLIER', 'INTERNAL', 'CUSTOMER', 'PRODUCTION', 'TRANSIT', 'SCRAP',
            'INVENTORY_LOSS', 'RETURNS')),
        parent_id text references storage_location (id) check (parent_id <> id),
        warehouse_id text references warehouse (id),
        unique (id, usage),
        constraint storage_location_inside_a_warehouse
          check (usage <> 'INTERNAL' or warehouse_id is not null)
      )
    `);
    await db.query(
      'create index storage_location_warehouse_id on storage_location (warehouse_id, code)',
    );
    // Goods that left us are in one place: the customers'.
    await db.query(`
      create unique index storage_location_one_customer_place
        on storage_location (usage) where usage = 'CUSTOMER'
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table storage_location, warehouse, plant, carrier');
  }
}
