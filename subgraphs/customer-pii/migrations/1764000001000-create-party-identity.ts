import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who a customer is before the law: the link to a person, or a company's name and registrations. */
export class CreatePartyIdentity1764000001000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table party_identity (
        customer_id text primary key,
        person_id text references person (id),
        legal_name text,
        kyc_status text not null default 'NOT_STARTED' constraint party_identity_kyc_known check (
          kyc_status in ('NOT_STARTED', 'PENDING', 'CLEARED', 'REJECTED', 'EXPIRED')
        )
      );
      create index party_identity_person on party_identity (person_id);
      create table company_registration (
        id text primary key,
        customer_id text not null references party_identity (customer_id) on delete cascade,
        country text not null,
        scheme text not null,
        value text not null,
        verified_at timestamptz,
        unique (customer_id, country, scheme)
      );
      create table beneficial_owner (
        customer_id text not null references party_identity (customer_id) on delete cascade,
        person_id text not null references person (id),
        primary key (customer_id, person_id)
      );
      create index beneficial_owner_person on beneficial_owner (person_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table beneficial_owner, company_registration, party_identity');
  }
}
