import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './oneOf.ts';

const buyingInfluence = 'ECONOMIC USER TECHNICAL COACH';
const contactRole =
  'BUYER DECISION_MAKER INFLUENCER BILLING SHIPPING TECHNICAL LEGAL EXECUTIVE OTHER';
const contactStatus = 'ACTIVE LEFT_COMPANY DO_NOT_CONTACT ERASED';

export class CreateContacts1764000000400 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
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
  }
}
