import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const quoteStatus = 'DRAFT IN_APPROVAL APPROVED SENT ACCEPTED REJECTED EXPIRED SUPERSEDED';

export class CreateQuotes1764000000900 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
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
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table quote');
  }
}
