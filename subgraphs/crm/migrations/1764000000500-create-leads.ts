import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const integrationChannel =
  'WEB_SITE CONTRACT_MANAGEMENT E_SIGNATURE ERP SHIPPING ACCOUNTING MANUAL IMPORT';
const leadSource = 'WEB_SITE REFERRAL CAMPAIGN EVENT PARTNER INBOUND_CALL OUTBOUND IMPORT OTHER';
const leadStatus = 'NEW ASSIGNED WORKING QUALIFIED CONVERTED RECYCLED DISQUALIFIED';

export class CreateLeads1764000000500 implements MigrationInterface {
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
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table lead');
  }
}
