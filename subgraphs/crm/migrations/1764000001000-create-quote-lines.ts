import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const approvalDecision = 'PENDING APPROVED REJECTED';

export class CreateQuoteLines1764000001000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
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
  }
}
