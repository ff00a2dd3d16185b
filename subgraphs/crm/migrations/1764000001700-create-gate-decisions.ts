import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const gateRule =
  'PARTY_IS_CUSTOMER ACCOUNT_CONFIRMED ORDER_IS_SIGNED SIGNATURE_VALID CREDIT_APPROVED TAX_STATUS_KNOWN SHIP_TO_RESOLVES PRODUCT_ACTIVE CURRENCY_SUPPORTED NOT_DUPLICATE';

export class CreateGateDecisions1764000001700 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table gate_decision (
        id text primary key,
        order_id text not null unique references sales_order (id),
        allowed boolean not null,
        at timestamptz not null,
        erp_instance_id text references erp_instance (id),
        crossed_fields text[] not null
      )
    `);
    await db.query(`
      create table gate_check (
        id text primary key,
        decision_id text not null references gate_decision (id),
        rule text not null check (${oneOf('rule', gateRule)}),
        passed boolean not null,
        detail text,
        valid_until timestamptz,
        attestation text,
        constraint gate_check_once unique (decision_id, rule)
      )
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table gate_check');
    await db.query('drop table gate_decision');
  }
}
