import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const signatureStatus = 'CREATED SENT VIEWED SIGNED DECLINED EXPIRED VOIDED';

export class CreateSignatureEnvelopes1764000001100 implements MigrationInterface {
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
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table signature_envelope');
  }
}
