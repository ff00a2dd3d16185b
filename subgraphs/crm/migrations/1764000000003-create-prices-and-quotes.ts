import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const approvalDecision = 'PENDING APPROVED REJECTED';
const quoteStatus = 'DRAFT IN_APPROVAL APPROVED SENT ACCEPTED REJECTED EXPIRED SUPERSEDED';
const revenueTreatment = 'POINT_IN_TIME OVER_TIME_STRAIGHT_LINE OVER_TIME_MILESTONE USAGE';

export class CreatePricesAndQuotes1764000000003 implements MigrationInterface {
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
    await db.query(`
      create table quote (
        id text primary key,
        number text not null unique,
        customer_id text not null references customer (id),
        opportunity_id text references opportunity (id),
        status text not null check (${oneOf('status', quoteStatus)}),
        revision integer not null check (revision > 0),
        valid_until date not null,
        price_list_id text not null references price_list (id),
        currency text not null,
        subtotal_minor bigint not null check (subtotal_minor >= 0),
        discount_total_minor bigint not null check (discount_total_minor >= 0),
        tax_estimate_minor bigint check (tax_estimate_minor >= 0),
        total_minor bigint not null check (total_minor >= 0),
        author_id text not null references sales_rep (id),
        created_at timestamptz not null,
        version integer not null check (version > 0),
        constraint quote_currency unique (id, currency)
      )
    `);
    await db.query(`create index quote_by_customer on quote (customer_id, created_at desc, id)`);
    await db.query(
      `create index quote_by_opportunity on quote (opportunity_id, revision desc, id)`,
    );
    await db.query(`
      create table quote_line (
        id text primary key,
        quote_id text not null,
        line_number integer not null check (line_number > 0),
        product_id text not null,
        quantity numeric(18,4) not null check (quantity > 0),
        list_price_minor bigint not null check (list_price_minor >= 0),
        discount_pct numeric(5,2) not null check (discount_pct between 0 and 100),
        unit_price_minor bigint not null check (unit_price_minor >= 0),
        line_total_minor bigint not null check (line_total_minor >= 0),
        currency text not null,
        requested_date date,
        constraint quote_line_once unique (quote_id, line_number),
        constraint quote_line_of_quote
          foreign key (quote_id, currency) references quote (id, currency)
      )
    `);
    await db.query(`
      create table approval (
        id text primary key,
        quote_id text not null references quote (id),
        rule text not null,
        approver_id text not null references sales_rep (id),
        decision text not null check (${oneOf('decision', approvalDecision)}),
        at timestamptz,
        comment text,
        constraint approval_decided_has_date check ((decision = 'PENDING') = (at is null))
      )
    `);
    await db.query(`create index approval_by_quote on approval (quote_id, id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table approval');
    await db.query('drop table quote_line');
    await db.query('drop table quote');
    await db.query('drop table product_selling');
    await db.query('drop table price');
    await db.query('drop table price_list');
  }
}
