import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const orderStatus =
  'DRAFT AWAITING_SIGNATURE SIGNED RELEASED_TO_ERP ACKNOWLEDGED CHANGE_REQUESTED CLOSED CANCELLED';
const orderType = 'NEW REPEAT RENEWAL UPSELL RETURN_REPLACEMENT';

export class CreateSalesOrders1764000001500 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create sequence sales_order_number start 10000001`);
    await db.query(`
      create table sales_order (
        id text primary key,
        number text not null unique,
        customer_id text not null references customer (id),
        quote_id text references quote (id),
        contract_id text references contract (id),
        status text not null check (${oneOf('status', orderStatus)}),
        order_type text not null check (${oneOf('order_type', orderType)}),
        purchase_order_ref text,
        order_date date not null,
        signed_at timestamptz,
        signature_id text references signature_envelope (id),
        bill_to_address_id text,
        ship_to_address_id text,
        currency text not null,
        net_total_minor bigint not null check (net_total_minor >= 0),
        discount_total_minor bigint not null check (discount_total_minor >= 0),
        sales_rep_id text not null references sales_rep (id),
        previous_order_id text references sales_order (id),
        created_at timestamptz not null,
        version integer not null check (version > 0),
        constraint sales_order_currency unique (id, currency),
        constraint sales_order_signed_has_signature
          check (signed_at is not null or status in ('DRAFT', 'AWAITING_SIGNATURE', 'CANCELLED')),
        constraint sales_order_reference_is_a_code
          check (purchase_order_ref ~ '^(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9 ./_#-]{0,63}$')
      )
    `);
    await db.query(
      `create index sales_order_by_customer on sales_order (customer_id, order_date desc, id)`,
    );
    await db.query(`create index sales_order_by_date on sales_order (order_date desc, id)`);
    await db.query(`create index sales_order_by_contract on sales_order (contract_id)`);
    await db.query(
      `create unique index sales_order_one_a_quote on sales_order (quote_id) where status <> 'CANCELLED'`,
    );
    await db.query(`create index sales_order_by_previous on sales_order (previous_order_id)`);
    await db.query(`create index sales_order_by_signature on sales_order (signature_id)`);
    await db.query(
      `create index sales_order_by_reference on sales_order (customer_id, purchase_order_ref)`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table sales_order');
    await db.query('drop sequence sales_order_number');
  }
}
