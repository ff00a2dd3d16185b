import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The billed party of an issued invoice: written once, unchanged until the law lets it go. */
export class CreateBillingPartySnapshot1764000005000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table billing_party_snapshot (
        id text primary key,
        invoice_id text not null unique,
        customer_id text not null,
        name text,
        address_lines text[],
        tax_id text,
        retention_until date not null,
        frozen_at timestamptz not null
      );
      create index billing_party_snapshot_customer on billing_party_snapshot (customer_id);

      create function billing_party_snapshot_is_frozen() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' and old.retention_until < current_date then
          return old;
        end if;
        raise exception 'a billing party is frozen until its retention ends' using errcode = 'RF001';
      end $$;
      create trigger billing_party_snapshot_is_frozen before update or delete
        on billing_party_snapshot
        for each row execute function billing_party_snapshot_is_frozen();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table billing_party_snapshot;
      drop function billing_party_snapshot_is_frozen;
    `);
  }
}
