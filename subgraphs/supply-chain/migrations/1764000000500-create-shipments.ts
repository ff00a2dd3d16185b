import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateShipments1764000000500 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // Numbers come from a row that is locked until the shipment stands: no gap, no duplicate.
    await db.query(`
      create table number_series (
        series text primary key,
        last_number bigint not null check (last_number >= 0)
      )
    `);
    await createShipment(db);
    await createParts(db);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table tracking_event, package, shipment_line, shipment, number_series');
  }
}

async function createShipment(db: QueryRunner): Promise<void> {
  await db.query(`
    create table shipment (
      id text primary key,
      number text not null unique,
      fulfilment_id text not null,
      sales_order_id text not null,
      customer_id text not null,
      status text not null
        check (status in ('PLANNED', 'PICKING', 'PACKED', 'GOODS_ISSUED', 'IN_TRANSIT', 'DELIVERED',
          'EXCEPTION', 'CANCELLED')),
      warehouse_id text not null references warehouse (id),
      carrier_id text references carrier (id),
      service text,
      tracking_number text,
      ship_to_address_id text,
      planned_at timestamptz not null,
      goods_issue_at timestamptz,
      estimated_delivery date,
      delivered_at timestamptz,
      freight_minor bigint check (freight_minor >= 0),
      freight_currency text check (freight_currency ~ '^[A-Z]{3}$'),
      version integer not null default 1 check (version > 0),
      foreign key (fulfilment_id, customer_id) references fulfilment_order (id, customer_id),
      check ((freight_minor is null) = (freight_currency is null)),
      constraint shipment_issued_has_its_time
        check (status not in ('GOODS_ISSUED', 'IN_TRANSIT', 'DELIVERED') or goods_issue_at is not null),
      check (status <> 'DELIVERED' or delivered_at is not null)
    )
  `);
  await db.query(
    'create index shipment_customer_id on shipment (customer_id, planned_at desc, id)',
  );
  await db.query(
    'create index shipment_sales_order_id on shipment (sales_order_id, planned_at, id)',
  );
  await db.query('create index shipment_fulfilment_id on shipment (fulfilment_id, planned_at, id)');
  await db.query('create index shipment_status on shipment (status, planned_at desc, id)');
  await db.query('create index shipment_planned_at on shipment (planned_at desc, id)');
  await db.query('create index shipment_warehouse_id on shipment (warehouse_id)');
}

async function createParts(db: QueryRunner): Promise<void> {
  await db.query(`
    create table shipment_line (
      id text primary key,
      shipment_id text not null references shipment (id),
      sales_order_line_id text not null references fulfilment_line (sales_order_line_id),
      product_id text not null references product (id),
      quantity numeric(18,4) not null check (quantity > 0),
      lot text check (lot <> ''),
      serials text[] not null default '{}'
    )
  `);
  await db.query('create index shipment_line_shipment_id on shipment_line (shipment_id, id)');
  await db.query(
    'create index shipment_line_sales_order_line_id on shipment_line (sales_order_line_id)',
  );
  await db.query(`
    create table package (
      id text primary key,
      shipment_id text not null references shipment (id),
      weight_grams integer not null check (weight_grams >= 0),
      tracking_number text
    )
  `);
  await db.query('create index package_shipment_id on package (shipment_id, id)');
  await db.query(`
    create table tracking_event (
      id text primary key,
      shipment_id text not null references shipment (id),
      at timestamptz not null,
      code text not null check (code ~ '^[A-Z][A-Z0-9_]{1,31}$'),
      text text,
      location_country text check (location_country ~ '^[A-Z]{2}$')
    )
  `);
  await db.query('create index tracking_event_shipment_id on tracking_event (shipment_id, at, id)');
}
