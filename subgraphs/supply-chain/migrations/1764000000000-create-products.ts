import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateProducts1764000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table unit_of_measure (
        code text primary key,
        name text not null,
        decimals integer not null check (decimals between 0 and 4)
      )
    `);
    await db.query(`
      create table product_category (
        id text primary key,
        name text not null,
        parent_id text references product_category (id) check (parent_id <> id)
      )
    `);
    await db.query(`
      create table product (
        id text primary key,
        sku text not null unique,
        name text not null,
        description text,
        kind text not null
          check (kind in ('RAW_MATERIAL', 'COMPONENT', 'SUBASSEMBLY', 'FINISHED_GOOD', 'SERVICE', 'SPARE_PART')),
        category_id text references product_category (id),
        uom_code text not null references unit_of_measure (code),
        make_or_buy text not null check (make_or_buy in ('MAKE', 'BUY', 'SUBCONTRACT', 'PHANTOM')),
        status text not null check (status in ('DRAFT', 'ACTIVE', 'PHASE_OUT', 'OBSOLETE')),
        lead_time_days integer not null check (lead_time_days between 0 and 1000),
        safety_stock numeric(18,4) not null default 0 check (safety_stock >= 0),
        reorder_point numeric(18,4) not null default 0 check (reorder_point >= 0),
        lot_sizing text not null default 'LOT_FOR_LOT'
          check (lot_sizing in ('LOT_FOR_LOT', 'FIXED_QUANTITY', 'PERIOD_ORDER_QUANTITY', 'MIN_MAX')),
        min_order_quantity numeric(18,4) check (min_order_quantity > 0),
        order_multiple numeric(18,4) check (order_multiple > 0),
        weight_grams integer check (weight_grams >= 0),
        tracked text not null default 'NONE' check (tracked in ('NONE', 'LOT', 'SERIAL')),
        warranty_months integer check (warranty_months >= 0),
        standard_cost_minor bigint check (standard_cost_minor >= 0),
        standard_cost_currency text check (standard_cost_currency ~ '^[A-Z]{3}$'),
        check ((standard_cost_minor is null) = (standard_cost_currency is null))
      )
    `);
    await db.query('create index product_category_id on product (category_id)');
    await db.query('create index product_kind on product (kind, sku)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table product, product_category, unit_of_measure');
  }
}
