import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const contractStatus =
  'DRAFT IN_NEGOTIATION AWAITING_SIGNATURE ACTIVE SUSPENDED EXPIRED TERMINATED RENEWED';
const signatureStatus = 'CREATED SENT VIEWED SIGNED DECLINED EXPIRED VOIDED';
const terminatingParty = 'CUSTOMER US MUTUAL';

export class CreateContracts1764000000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table signature_envelope (
        id text primary key,
        customer_id text not null references customer (id),
        provider text not null,
        external_id text not null,
        status text not null check (${oneOf('status', signatureStatus)}),
        document_sha256 text not null check (document_sha256 ~ '^[0-9a-f]{64}$'),
        signer_person_ids text[] not null,
        sent_at timestamptz,
        completed_at timestamptz,
        constraint signature_envelope_once unique (provider, external_id)
      )
    `);
    await db.query(
      `create index signature_envelope_by_customer on signature_envelope (customer_id)`,
    );
    await db.query(`
      create table unstructured_text (
        id text primary key,
        customer_id text not null references customer (id),
        text text,
        redacted boolean not null,
        personal_data_suspected boolean not null
      )
    `);
    await db.query(`create index unstructured_text_by_customer on unstructured_text (customer_id)`);
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
    await db.query(`
      create table contract_amendment (
        id text primary key,
        contract_id text not null references contract (id),
        effective date not null,
        summary text,
        signature_id text references signature_envelope (id)
      )
    `);
    await db.query(
      `create index contract_amendment_by_contract on contract_amendment (contract_id, effective, id)`,
    );
    await db.query(`
      create table contract_termination (
        id text primary key,
        contract_id text not null unique references contract (id),
        notice_date date not null,
        effective_date date not null,
        reason text,
        by_party text not null check (${oneOf('by_party', terminatingParty)}),
        fee_minor bigint check (fee_minor >= 0),
        currency text,
        constraint contract_termination_fee_has_currency check (fee_minor is null or currency is not null),
        constraint contract_termination_after_notice check (effective_date >= notice_date)
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table contract_termination');
    await db.query('drop table contract_amendment');
    await db.query('drop table contract');
    await db.query('drop table unstructured_text');
    await db.query('drop table signature_envelope');
  }
}
