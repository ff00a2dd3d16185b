import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const forecastCategory = 'OMITTED PIPELINE BEST_CASE COMMIT CLOSED';
const integrationChannel =
  'WEB_SITE CONTRACT_MANAGEMENT E_SIGNATURE ERP SHIPPING ACCOUNTING MANUAL IMPORT';
const leadSource = 'WEB_SITE REFERRAL CAMPAIGN EVENT PARTNER INBOUND_CALL OUTBOUND IMPORT OTHER';
const leadStatus = 'NEW ASSIGNED WORKING QUALIFIED CONVERTED RECYCLED DISQUALIFIED';
const opportunityStage =
  'PROSPECTING QUALIFICATION DEMO PROPOSAL NEGOTIATION CLOSED_WON CLOSED_LOST';

export class CreatePipeline1764000000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table lead (
        id text primary key,
        pseudonym text not null unique,
        person_id text,
        company_name text,
        status text not null check (${oneOf('status', leadStatus)}),
        source text not null check (${oneOf('source', leadSource)}),
        score integer not null check (score between 0 and 100),
        budget boolean,
        authority boolean,
        need boolean,
        timeline_days integer check (timeline_days >= 0),
        notes text,
        owner_id text not null references sales_rep (id),
        disqualified_reason text,
        converted_customer_id text references customer (id),
        converted_opportunity_id text,
        received_via text not null check (${oneOf('received_via', integrationChannel)}),
        created_at timestamptz not null,
        version integer not null check (version > 0),
        constraint lead_converted_has_customer
          check ((status = 'CONVERTED') = (converted_customer_id is not null))
      )
    `);
    await db.query(`create index lead_by_status on lead (status, created_at desc, id)`);
    await db.query(`create index lead_by_customer on lead (converted_customer_id)`);
    await db.query(`create index lead_by_person on lead (person_id)`);
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
    await db.query('drop table opportunity');
    await db.query('drop table lead');
  }
}
