import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const opportunityStage =
  'PROSPECTING QUALIFICATION DEMO PROPOSAL NEGOTIATION CLOSED_WON CLOSED_LOST';

export class CreateOpportunityLines1764000000700 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table opportunity_line (
        id text primary key,
        opportunity_id text not null,
        line_number integer not null check (line_number > 0),
        product_id text not null,
        quantity numeric(18,4) not null check (quantity > 0),
        expected_unit_price_minor bigint not null check (expected_unit_price_minor >= 0),
        currency text not null,
        expected_ship_date date,
        constraint opportunity_line_once unique (opportunity_id, line_number),
        constraint opportunity_line_of_opportunity
          foreign key (opportunity_id, currency) references opportunity (id, currency)
      )
    `);
    await db.query(`create index opportunity_line_by_product on opportunity_line (product_id)`);
    await db.query(`
      create table stage_change (
        id text primary key,
        opportunity_id text not null references opportunity (id),
        from_stage text check (${oneOf('from_stage', opportunityStage)}),
        to_stage text not null check (${oneOf('to_stage', opportunityStage)}),
        at timestamptz not null,
        by_user_id text not null
      )
    `);
    await db.query(
      `create index stage_change_by_opportunity on stage_change (opportunity_id, at, id)`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table stage_change');
    await db.query('drop table opportunity_line');
  }
}
