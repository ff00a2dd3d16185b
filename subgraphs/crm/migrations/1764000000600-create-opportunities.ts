import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const forecastCategory = 'OMITTED PIPELINE BEST_CASE COMMIT CLOSED';
const opportunityStage =
  'PROSPECTING QUALIFICATION DEMO PROPOSAL NEGOTIATION CLOSED_WON CLOSED_LOST';

export class CreateOpportunities1764000000600 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table opportunity (
        id text primary key,
        name text not null,
        customer_id text not null references customer (id),
        stage text not null check (${oneOf('stage', opportunityStage)}),
        probability numeric(5,4) not null check (probability between 0 and 1),
        amount_minor bigint not null check (amount_minor >= 0),
        currency text not null references planning_rate (currency),
        forecast_category text not null check (${oneOf('forecast_category', forecastCategory)}),
        expected_close_date date not null,
        closed_at timestamptz,
        lost_reason text,
        competitor text,
        owner_id text not null references sales_rep (id),
        lead_id text references lead (id),
        created_at timestamptz not null,
        version integer not null check (version > 0),
        constraint opportunity_line_currency unique (id, currency),
        constraint opportunity_closed_has_date
          check ((stage in ('CLOSED_WON', 'CLOSED_LOST')) = (closed_at is not null)),
        constraint opportunity_reason_when_lost check (lost_reason is null or stage = 'CLOSED_LOST')
      )
    `);
    await db.query(
      `create index opportunity_by_customer on opportunity (customer_id, expected_close_date, id)`,
    );
    await db.query(`create index opportunity_by_close on opportunity (expected_close_date, id)`);
    await db.query(`create index opportunity_by_owner on opportunity (owner_id)`);
    await db.query(`create index opportunity_by_lead on opportunity (lead_id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table opportunity');
  }
}
