import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrganisation1764000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table sales_rep (
        id text primary key,
        employee_number text not null unique,
        team_id text,
        active boolean not null
      )
    `);
    await db.query(`
      create table territory (
        id text primary key,
        code text not null unique,
        name text not null,
        country_code text not null check (country_code ~ '^[A-Z]{2}$')
      )
    `);
    await db.query(`
      create table planning_rate (
        currency text primary key check (currency ~ '^[A-Z]{3}$'),
        exponent smallint not null check (exponent between 0 and 3),
        rate numeric(20,10) not null check (rate > 0),
        is_reporting boolean not null,
        constraint planning_rate_reporting_is_one check (not is_reporting or rate = 1)
      )
    `);
    await db.query(
      `create unique index planning_rate_one_reporting on planning_rate (is_reporting) where is_reporting`,
    );
    await db.query(`
      create table erp_instance (
        id text primary key,
        name text not null,
        legal_entity_id text not null,
        currency text not null references planning_rate (currency),
        is_default boolean not null
      )
    `);
    await db.query(
      `create unique index erp_instance_one_default on erp_instance (is_default) where is_default`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table erp_instance');
    await db.query('drop table planning_rate');
    await db.query('drop table territory');
    await db.query('drop table sales_rep');
  }
}
