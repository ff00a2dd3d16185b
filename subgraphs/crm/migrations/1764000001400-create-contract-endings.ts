import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const terminatingParty = 'CUSTOMER US MUTUAL';

export class CreateContractEndings1764000001400 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
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
  }
}
