import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const accountOwnership = 'PUBLIC PRIVATE SUBSIDIARY STATE COOPERATIVE NON_PROFIT';
const accountRating = 'HOT WARM COLD';
const buyingInfluence = 'ECONOMIC USER TECHNICAL COACH';
const contactRole =
  'BUYER DECISION_MAKER INFLUENCER BILLING SHIPPING TECHNICAL LEGAL EXECUTIVE OTHER';
const contactStatus = 'ACTIVE LEFT_COMPANY DO_NOT_CONTACT ERASED';
const customFieldType = 'TEXT NUMBER BOOLEAN DATE PICKLIST MULTI_PICKLIST';
const customerKind = 'COMPANY PUBLIC_BODY PERSON SOLE_TRADER';
const customerLifecycle = 'PROSPECT ACTIVE DORMANT CHURNED BLOCKED MERGED';
const customerSegment = 'ENTERPRISE MID_MARKET SMALL_BUSINESS CONSUMER PARTNER GOVERNMENT';
const dataClass = 'PUBLIC INTERNAL CONFIDENTIAL';
const leadSource = 'WEB_SITE REFERRAL CAMPAIGN EVENT PARTNER INBOUND_CALL OUTBOUND IMPORT OTHER';
const salesChannel = 'DIRECT PARTNER ONLINE TENDER';
const supportPlan = 'BASIC STANDARD PREMIUM';

export class CreateCustomers1764000000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create sequence customer_number start 10000001`);
    await db.query(`
      create table customer (
        id text primary key,
        kind text not null check (${oneOf('kind', customerKind)}),
        lifecycle text not null check (${oneOf('lifecycle', customerLifecycle)}),
        customer_number text not null unique,
        trade_name text,
        account_owner_id text not null references sales_rep (id),
        segment text not null check (${oneOf('segment', customerSegment)}),
        industry text,
        tier text,
        territory_id text not null references territory (id),
        parent_id text references customer (id),
        merged_into_id text references customer (id),
        created_at timestamptz not null,
        updated_at timestamptz not null,
        version integer not null check (version > 0),
        constraint customer_trade_name_is_no_personal_name
          check (trade_name is null or kind in ('COMPANY', 'PUBLIC_BODY')),
        constraint customer_is_not_its_own_parent check (parent_id <> id),
        constraint customer_merged_has_survivor
          check ((lifecycle = 'MERGED') = (merged_into_id is not null))
      )
    `);
    await db.query(`create index customer_by_owner on customer (account_owner_id)`);
    await db.query(`create index customer_by_parent on customer (parent_id)`);
    await db.query(`create index customer_by_territory on customer (territory_id)`);
    await db.query(`create index customer_by_segment on customer (segment, lifecycle)`);
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
    await db.query(`
      create table custom_field_definition (
        key text primary key check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
        label text not null,
        data_type text not null check (${oneOf('data_type', customFieldType)}),
        options text[],
        classification text not null check (${oneOf('classification', dataClass)}),
        required boolean not null
      )
    `);
    await db.query(`
      create table custom_field_value (
        id text primary key,
        customer_id text not null references customer (id),
        key text not null references custom_field_definition (key),
        text text,
        number numeric(18,4),
        flag boolean,
        date date,
        options text[],
        constraint custom_field_value_once unique (customer_id, key),
        constraint custom_field_value_is_one
          check (num_nonnulls(text, number, flag, date, options) <= 1)
      )
    `);
    await db.query(`
      create table contact (
        id text primary key,
        customer_id text not null references customer (id),
        person_id text,
        role text not null check (${oneOf('role', contactRole)}),
        is_primary boolean not null,
        buying_influence text check (${oneOf('buying_influence', buyingInfluence)}),
        status text not null check (${oneOf('status', contactStatus)})
      )
    `);
    await db.query(`create index contact_by_customer on contact (customer_id, id)`);
    await db.query(`create index contact_by_person on contact (person_id)`);
    await db.query(
      `create unique index contact_one_primary on contact (customer_id) where is_primary`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table contact');
    await db.query('drop table custom_field_value');
    await db.query('drop table custom_field_definition');
    await db.query('drop table account');
    await db.query('drop table customer');
    await db.query('drop sequence customer_number');
  }
}
