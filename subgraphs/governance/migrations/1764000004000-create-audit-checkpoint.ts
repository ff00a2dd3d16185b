import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Checkpoints as they were signed and cosigned, and the receipt chains that stores sent. */
export class CreateAuditCheckpoint1764000004000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table audit_checkpoint (
        size bigint primary key constraint audit_checkpoint_size_range check (size >= 0),
        root text not null
          constraint audit_checkpoint_root_shape check (root ~ '^[0-9a-f]{64}$'),
        note text not null,
        at timestamptz not null,
        cosigned integer not null default 0
          constraint audit_checkpoint_cosigned_range check (cosigned >= 0)
      );

      -- One root a size, and cosignatures are only added.
      create function audit_checkpoint_is_kept() returns trigger language plpgsql as $$
      begin
        if new.size <> old.size or new.root <> old.root or new.at <> old.at
          or new.cosigned < old.cosigned or not starts_with(new.note, old.note)
        then
          raise exception 'a checkpoint that was signed is kept' using errcode = 'RF002';
        end if;
        return new;
      end $$;
      create trigger audit_checkpoint_is_kept before update on audit_checkpoint
        for each row execute function audit_checkpoint_is_kept();
      create trigger audit_checkpoint_is_not_deleted before delete on audit_checkpoint
        for each row execute function audit_rows_are_kept();
      create trigger audit_checkpoint_is_not_truncated before truncate on audit_checkpoint
        execute function audit_rows_are_kept();

      create table audit_receipt_segment (
        store text not null,
        incarnation text not null
          constraint audit_receipt_segment_incarnation_shape check (incarnation ~ '^[0-9a-f]{32}$'),
        from_n bigint not null,
        to_n bigint not null,
        body text not null,
        primary key (store, incarnation, from_n),
        constraint audit_receipt_segment_range check (from_n >= 1 and to_n >= from_n)
      );
      create trigger audit_receipt_segment_is_kept before update or delete on audit_receipt_segment
        for each row execute function audit_rows_are_kept();
      create trigger audit_receipt_segment_is_not_truncated before truncate on audit_receipt_segment
        execute function audit_rows_are_kept();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table audit_receipt_segment;
      drop table audit_checkpoint;
      drop function audit_checkpoint_is_kept;
    `);
  }
}
