import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const gateRule =
  'PARTY_IS_CUSTOMER ACCOUNT_CONFIRMED ORDER_IS_SIGNED SIGNATURE_VALID CREDIT_APPROVED TAX_STATUS_KNOWN SHIP_TO_RESOLVES PRODUCT_ACTIVE CURRENCY_SUPPORTED NOT_DUPLICATE';
const orderStatus =
  'DRAFT AWAITING_SIGNATURE SIGNED RELEASED_TO_ERP ACKNOWLEDGED CHANGE_REQUESTED CLOSED CANCELLED';
const orderType = 'NEW REPEAT RENEWAL UPSELL RETURN_REPLACEMENT';

export class CreateSalesOrders1764000000005 implements MigrationInterface {
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
        constraint sales_order_reference_has_no_address
          check (purchase_order_ref ~ '^[A-Za-z0-9][A-Za-z0-9 ./_#-]{0,63}$')
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
    await db.query(`
      create table gate_decision (
        id text primary key,
        order_id text not null unique references sales_order (id),
        allowed boolean not null,
        at timestamptz not null,
        erp_instance_id text references erp_instance (id),
        crossed_fields text[] not null
      )
    `);
    await db.query(`
      create table gate_check (
        id text primary key,
        decision_id text not null references gate_decision (id),
        rule text not null check (${oneOf('rule', gateRule)}),
        passed boolean not null,
        detail text,
        valid_until timestamptz,
        attestation text,
        constraint gate_check_once unique (decision_id, rule)
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table gate_check');
    await db.query('drop table gate_decision');
    await db.query('drop table sales_order_status_change');
    await db.query('drop table sales_order_line');
    await db.query('drop table sales_order');
    await db.query('drop sequence sales_order_number');
  }
}
