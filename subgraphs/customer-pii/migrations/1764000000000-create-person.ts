import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Natural persons. Each personal value has a column of its own, without a CHECK: the values will
 * be ciphertext, and PostgreSQL repeats a refused row in its error message.
 */
export class CreatePerson1764000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table person (
        id text primary key,
        version integer not null default 1 constraint person_version_positive check (version > 0),
        title text,
        given_name text,
        family_name text,
        birth_date date,
        preferred_language text,
        restricted boolean not null default false,
        created_at timestamptz not null,
        updated_at timestamptz not null
      );
      create table contact_point (
        id text primary key,
        person_id text not null references person (id) on delete cascade,
        kind text not null constraint contact_point_kind_known check (kind in ('EMAIL', 'PHONE')),
        value text not null,
        normalised text not null,
        usage text
          constraint contact_point_usage_known check (usage in ('WORK', 'PRIVATE', 'MOBILE', 'OTHER')),
        verified boolean not null default false,
        preferred boolean not null default false
      );
      create index contact_point_person on contact_point (person_id, kind);
      create index contact_point_normalised on contact_point (kind, normalised);
      create unique index contact_point_one_preferred on contact_point (person_id, kind)
        where preferred;
      create table national_id (
        id text primary key,
        person_id text not null references person (id) on delete cascade,
        country text not null,
        kind text not null constraint national_id_kind_known check (
          kind in ('PASSPORT', 'ID_CARD', 'TAX_NUMBER', 'SOCIAL_SECURITY', 'DRIVING_LICENCE')
        ),
        value text not null
      );
      create index national_id_person on national_id (person_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table national_id, contact_point, person');
  }
}
