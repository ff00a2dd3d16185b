import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The newest checkpoint of the audit log that this store's witness cosigned. The table itself holds
 * to what a witness promises: a size never falls, and a size has one root.
 */
export class CreateWitnessCheckpoint1763000000010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table witness_checkpoint (
        origin text primary key,
        size bigint not null constraint witness_checkpoint_size_natural check (size >= 0),
        root bytea not null constraint witness_checkpoint_root_hash check (octet_length(root) = 32),
        note text not null,
        cosigned_at timestamptz not null
      )
    `);
    await db.query(`
      create function witness_checkpoint_only_grows() returns trigger language plpgsql as $$
      begin
        if tg_op <> 'UPDATE' then
          raise exception 'what was witnessed is kept' using errcode = 'check_violation';
        end if;
        if new.origin <> old.origin or new.size < old.size
          or (new.size = old.size and new.root <> old.root) then
          raise exception 'a witness goes back on nothing' using errcode = 'check_violation';
        end if;
        return new;
      end $$
    `);
    await db.query(`
      create trigger witness_checkpoint_grows before update or delete on witness_checkpoint
        for each row execute function witness_checkpoint_only_grows()
    `);
    await db.query(`
      create trigger witness_checkpoint_stays before truncate on witness_checkpoint
        for each statement execute function witness_checkpoint_only_grows()
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table witness_checkpoint');
    await db.query('drop function witness_checkpoint_only_grows');
  }
}
