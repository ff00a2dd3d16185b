import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The demand that the gate hands over: frozen, and shipped at most as ordered (N5). */
export class CreateFulfilment1764000000300 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table fulfilment_order (
        id text primary key,
        sales_order_id text not null unique,
        customer_id text not null,
        ship_to_address_id text,
        plant_id text not null references plant (id),
        status text not null
          check (status in ('ACCEPTED', 'ON_CREDIT_HOLD', 'PROMISED', 'ALLOCATED', 'IN_PRODUCTION',
            'PICKING', 'PACKED', 'PARTIALLY_SHIPPED', 'SHIPPED', 'DELIVERED', 'CLOSED', 'CANCELLED')),
        priority integer not null default 5 check (priority between 1 and 9),
        accepted_at timestamptz not null,
        version integer not null default 1 check (version > 0),
        unique (id, customer_id)
      )
    `);
    await db.query('create index fulfilment_order_customer_id on fulfilment_order (customer_id)');
    await db.query(
      'create index fulfilment_order_status on fulfilment_order (status, accepted_at, id)',
    );
    await db.query(
      'create index fulfilment_order_accepted_at on fulfilment_order (accepted_at, id)',
    );
    await db.query('create index fulfilment_order_plant_id on fulfilment_order (plant_id, status)');
    await db.query(`
      create table fulfilment_line (
        sales_order_line_id text primary key,
        fulfilment_id text not null references fulfilment_order (id),
        position integer not null check (position > 0),
        product_id text not null references product (id),
        ordered numeric(18,4) not null check (ordered > 0),
        requested_date date not null,
        allocated numeric(18,4) not null default 0 check (allocated >= 0),
        shipped numeric(18,4) not null default 0 check (shipped >= 0),
        unique (fulfilment_id, position),
        constraint fulfilment_line_within_ordered check (allocated + shipped <= ordered)
      )
    `);
    await db.query('create index fulfilment_line_product_id on fulfilment_line (product_id)');
    await freezeDemand(db);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table fulfilment_line, fulfilment_order');
    await db.query('drop function refuse_demand_change');
  }
}

async function freezeDemand(db: QueryRunner): Promise<void> {
  await db.query(`
    create function refuse_demand_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the demand of a signed order is frozen' using errcode = 'restrict_violation';
    end $$
  `);
  await db.query(`
    create trigger fulfilment_line_frozen
      before update of sales_order_line_id, fulfilment_id, product_id, ordered, requested_date
      on fulfilment_line for each row execute function refuse_demand_change()
  `);
}
