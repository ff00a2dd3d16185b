import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const customerKind = 'COMPANY PUBLIC_BODY PERSON SOLE_TRADER';
const customerLifecycle = 'PROSPECT ACTIVE DORMANT CHURNED BLOCKED MERGED';
const customerSegment = 'ENTERPRISE MID_MARKET SMALL_BUSINESS CONSUMER PARTNER GOVERNMENT';

export class CreateCustomers1764000000100 implements MigrationInterface {
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
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table customer');
    await db.query('drop sequence customer_number');
  }
}
