import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Restrictions are numbered with one counter, so that each answer can say which ones it looked at. */
export class NumberLockdowns1764000021000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table lock_version (
        single boolean primary key default true check (single),
        version bigint not null
      );
      alter table lockdown
        add column version bigint unique,
        add column lifted_version bigint unique,
        add constraint lockdown_is_lifted_after check (lifted_version > version);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table lockdown
        drop constraint lockdown_is_lifted_after,
        drop column lifted_version,
        drop column version;
      drop table lock_version;
    `);
  }
}
