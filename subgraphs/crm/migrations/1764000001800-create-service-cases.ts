import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const casePriority = 'LOW NORMAL HIGH URGENT';
const caseStatus = 'OPEN WAITING_CUSTOMER WAITING_INTERNAL RESOLVED CLOSED';

export class CreateServiceCases1764000001800 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table service_case (
        id text primary key,
        number text not null unique,
        customer_id text not null references customer (id),
        contact_id text references contact (id),
        order_id text references sales_order (id),
        subject text,
        description_id text references unstructured_text (id),
        status text not null check (${oneOf('status', caseStatus)}),
        priority text not null check (${oneOf('priority', casePriority)}),
        warranty_claim boolean not null,
        return_authorization_id text,
        opened_at timestamptz not null,
        closed_at timestamptz,
        sla_due_at timestamptz
      )
    `);
    await db.query(
      `create index service_case_by_customer on service_case (customer_id, opened_at desc, id)`,
    );
    await db.query(`create index service_case_by_order on service_case (order_id)`);
    await db.query(`create index service_case_by_contact on service_case (contact_id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table service_case');
  }
}
