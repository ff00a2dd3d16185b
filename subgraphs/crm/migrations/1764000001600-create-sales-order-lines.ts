import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const orderStatus =
  'DRAFT AWAITING_SIGNATURE SIGNED RELEASED_TO_ERP ACKNOWLEDGED CHANGE_REQUESTED CLOSED CANCELLED';

export class CreateSalesOrderLines1764000001600 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table sales_order_line (
        id text primary key,
        order_id text not null,
        line_number integer not null check (line_number > 0),
        product_id text not null,
        quantity numeric(18,4) not null check (quantity > 0),
        unit_price_minor bigint not null check (unit_price_minor >= 0),
        discount_pct numeric(5,2) not null check (discount_pct between 0 and 100),
        net_amount_minor bigint not null check (net_amount_minor >= 0),
        currency text not null,
        requested_date date not null,
        constraint sales_order_line_once unique (order_id, line_number),
        constraint sales_order_line_of_order
          foreign key (order_id, currency) references sales_order (id, currency)
      )
    `);
    await db.query(`create index sales_order_line_by_product on sales_order_line (product_id)`);
    await db.query(`
      create table sales_order_status_change (
        id text primary key,
        order_id text not null references sales_order (id),
        from_status text check (${oneOf('from_status', orderStatus)}),
        to_status text not null check (${oneOf('to_status', orderStatus)}),
        at timestamptz not null,
        by_user_id text not null,
        reason text
      )
    `);
    await db.query(
      `create index sales_order_status_change_by_order on sales_order_status_change (order_id, at, id)`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table sales_order_status_change');
    await db.query('drop table sales_order_line');
  }
}
