import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What kind of data a store holds is said once (policy.md §6): by the seed, or by the first service start. */
export class CreateInstallation1763000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table installation (
        single boolean primary key default true constraint installation_single check (single),
        kind text not null constraint installation_kind_known check (kind in ('synthetic', 'real')),
        created_at timestamptz not null default now()
      )
    `);
    await db.query(`
      create function installation_refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'the kind of an installation never changes' using errcode = 'check_violation';
      end $$
    `);
    await db.query(`
      create trigger installation_immutable before update or delete or truncate on installation
        for each statement execute function installation_refuse_change()
    `);
    // The service may declare real data and nothing else; synthetic is the owner's word.
    await db.query(`
      create function declare_real_installation() returns void language sql security definer
        set search_path = pg_catalog, public
        as $$ insert into public.installation (kind) values ('real') on conflict do nothing $$
    `);
    await db.query(`
      do $$
      declare grantee text;
      begin
        for grantee in
          select distinct g.grantee from information_schema.role_table_grants g
           where g.table_schema = 'public' and g.table_name = 'installation' and g.grantee <> current_user
        loop
          execute format('revoke insert, update, delete on installation from %I', grantee);
        end loop;
      end $$
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table installation');
    await db.query('drop function declare_real_installation');
    await db.query('drop function installation_refuse_change');
  }
}
