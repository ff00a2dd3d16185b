import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the publisher of the audit log has still to write, and who may order what: a gateway's own role
 * inserts entries, but never the order to take bodies away.
 */
export class CreateAuditPublishing1764000006000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table audit_stale_body (bundle bigint primary key);

      alter table audit_receipt_segment add column number bigint generated always as identity;
      create unique index audit_receipt_segment_number on audit_receipt_segment (number);
      create table audit_published (
        what text primary key,
        upto bigint not null
      );

      create function audit_orders_are_governances() returns trigger language plpgsql as $$
      begin
        if exists (select from added where type in ('admin.removal', 'admin.retention'))
          and not has_table_privilege(current_user, 'audit_inbox', 'delete')
        then
          raise exception 'bodies of the log are not taken away from here' using errcode = 'RF002';
        end if;
        return null;
      end $$;
      create trigger audit_orders_are_governances after insert on audit_inbox
        referencing new table as added
        for each statement execute function audit_orders_are_governances();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop trigger audit_orders_are_governances on audit_inbox;
      drop function audit_orders_are_governances;
      drop table audit_published;
      alter table audit_receipt_segment drop column number;
      drop table audit_stale_body;
    `);
  }
}
