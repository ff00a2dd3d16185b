import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Published policies as they came into force. Numbers rise, each version names the hash of the one
 * before, and a version that was in force can't be changed or taken away.
 */
export class CreatePolicyEpoch1764000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table policy_epoch (
        number integer primary key constraint policy_epoch_number_positive check (number > 0),
        hash text not null constraint policy_epoch_hash_shape check (hash ~ '^[0-9a-f]{64}$'),
        previous_hash text,
        lock jsonb not null,
        activated_at timestamptz not null
      );

      create function policy_epoch_is_chained() returns trigger language plpgsql as $$
      declare
        latest policy_epoch;
      begin
        -- One at a time: a lock on the table itself would be an upgrade, and two of those deadlock.
        perform pg_advisory_xact_lock(hashtext('policy_epoch'));
        select * into latest from policy_epoch order by number desc limit 1;
        if latest.number is not null and new.number <= latest.number then
          raise exception 'policy versions only rise' using errcode = 'RF001';
        end if;
        if new.previous_hash is distinct from latest.hash then
          raise exception 'a policy version names the hash of the one before' using errcode = 'RF001';
        end if;
        if new.lock ->> 'hash' is distinct from new.hash then
          raise exception 'the hash belongs to another policy' using errcode = 'RF001';
        end if;
        return new;
      end $$;
      create trigger policy_epoch_is_chained before insert on policy_epoch
        for each row execute function policy_epoch_is_chained();

      create function policy_epoch_is_kept() returns trigger language plpgsql as $$
      begin
        raise exception 'a policy that was in force is kept as it was' using errcode = 'RF001';
      end $$;
      create trigger policy_epoch_is_kept before update or delete on policy_epoch
        for each row execute function policy_epoch_is_kept();
      create trigger policy_epoch_is_not_truncated before truncate on policy_epoch
        execute function policy_epoch_is_kept();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table policy_epoch;
      drop function policy_epoch_is_chained;
      drop function policy_epoch_is_kept;
    `);
  }
}
