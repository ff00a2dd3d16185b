import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const contractStatus =
  'DRAFT IN_NEGOTIATION AWAITING_SIGNATURE ACTIVE SUSPENDED EXPIRED TERMINATED RENEWED';

export class CreateContracts1764000001300 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table contract (
        id text primary key,
        number text not null unique,
        customer_id text not null references customer (id),
        status text not null check (${oneOf('status', contractStatus)}),
        start_date date not null,
        end_date date,
        auto_renew boolean not null,
        notice_days integer not null check (notice_days >= 0),
        value_minor bigint not null check (value_minor >= 0),
        currency text not null,
        terms_id text references unstructured_text (id),
        signature_id text references signature_envelope (id),
        version integer not null check (version > 0),
        constraint contract_ends_after_start check (end_date is null or end_date >= start_date)
      )
    `);
    await db.query(
      `create index contract_by_customer on contract (customer_id, start_date desc, id)`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table contract');
  }
}
