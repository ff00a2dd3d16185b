import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const accountOwnership = 'PUBLIC PRIVATE SUBSIDIARY STATE COOPERATIVE NON_PROFIT';
const accountRating = 'HOT WARM COLD';
const leadSource = 'WEB_SITE REFERRAL CAMPAIGN EVENT PARTNER INBOUND_CALL OUTBOUND IMPORT OTHER';
const salesChannel = 'DIRECT PARTNER ONLINE TENDER';
const supportPlan = 'BASIC STANDARD PREMIUM';

export class CreateAccounts1764000000200 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table account (
        id text primary key,
        customer_id text not null unique references customer (id),
        rating text check (${oneOf('rating', accountRating)}),
        ownership text check (${oneOf('ownership', accountOwnership)}),
        employee_count integer check (employee_count >= 0),
        location_count integer check (location_count >= 0),
        founded_year integer check (founded_year between 1000 and 2999),
        annual_revenue_minor bigint check (annual_revenue_minor >= 0),
        lifetime_value_minor bigint check (lifetime_value_minor >= 0),
        currency text,
        website text,
        sic_code text,
        naics_code text,
        ticker text,
        source text check (${oneOf('source', leadSource)}),
        campaign_id text,
        sales_channel text check (${oneOf('sales_channel', salesChannel)}),
        partner_tier text,
        support_plan text check (${oneOf('support_plan', supportPlan)}),
        strategic boolean not null,
        referenceable boolean not null,
        health_score integer check (health_score between 0 and 100),
        nps_score integer check (nps_score between -100 and 100),
        csat_score numeric(3,2) check (csat_score between 0 and 5),
        churn_risk numeric(5,4) check (churn_risk between 0 and 1),
        wallet_share numeric(5,4) check (wallet_share between 0 and 1),
        main_competitor text,
        fiscal_year_end_month integer check (fiscal_year_end_month between 1 and 12),
        next_renewal_date date,
        next_review_date date,
        last_touch_at timestamptz,
        onboarded_at timestamptz,
        preferred_language text,
        time_zone text,
        do_not_solicit boolean not null,
        description text,
        tags text[] not null default '{}',
        constraint account_amounts_have_currency
          check (currency is not null or num_nonnulls(annual_revenue_minor, lifetime_value_minor) = 0),
        constraint account_tags_are_slugs
          check (array_to_string(tags, ' ') ~ '^([a-z0-9]+(-[a-z0-9]+)*( |$))*$')
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table account');
  }
}
