import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What officers signed: each act once, as it was signed, for ever. Proposals of a policy and the locks
 * of the installation that followed from them.
 */
export class CreateControlAct1764000020000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await createActs(db);
    await createProposals(db);
    await createLocks(db);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table installation_lock;
      drop table policy_proposal;
      drop table control_act;
      drop function installation_lock_rises;
      drop function policy_proposal_is_kept;
      drop function control_act_is_kept;
    `);
  }
}

const createActs = (db: QueryRunner): Promise<unknown> =>
  db.query(`
      create table control_act (
        id text primary key,
        act text not null,
        target text not null,
        person text not null,
        role text not null constraint control_act_role_known check (role in ('dpo', 'steward')),
        payload text not null,
        signature text not null unique,
        at timestamptz not null
      );
      create index control_act_target on control_act (target, act);

      create function control_act_is_kept() returns trigger language plpgsql as $$
      begin
        raise exception 'what was signed is kept as it was' using errcode = 'RF001';
      end $$;
      create trigger control_act_is_kept before update or delete on control_act
        for each row execute function control_act_is_kept();
      create trigger control_act_is_not_truncated before truncate on control_act
        execute function control_act_is_kept();
    `);

const createProposals = (db: QueryRunner): Promise<unknown> =>
  db.query(`
      create table policy_proposal (
        id text primary key,
        base_hash text not null,
        hash text not null,
        statement text not null,
        lock jsonb not null,
        changes jsonb not null,
        widens boolean not null,
        narrows boolean not null,
        reason text not null,
        proposed_by text not null,
        proposed_at timestamptz not null,
        state text not null default 'OPEN' constraint policy_proposal_state_known
          check (state in ('OPEN', 'REFUSED', 'ACTIVATED')),
        ended_at timestamptz,
        constraint policy_proposal_ends_once check ((state = 'OPEN') = (ended_at is null))
      );
      create index policy_proposal_newest on policy_proposal (proposed_at desc, id);

      create function policy_proposal_is_kept() returns trigger language plpgsql as $$
      begin
        if old.state <> 'OPEN'
          or (to_jsonb(new) - 'state' - 'ended_at') <> (to_jsonb(old) - 'state' - 'ended_at') then
          raise exception 'a proposal is not edited: another one is made' using errcode = 'RF001';
        end if;
        return new;
      end $$;
      create trigger policy_proposal_is_kept before update on policy_proposal
        for each row execute function policy_proposal_is_kept();
    `);

const createLocks = (db: QueryRunner): Promise<unknown> =>
  db.query(`
      create table installation_lock (
        epoch integer primary key constraint installation_lock_epoch_positive check (epoch > 0),
        hash text not null,
        body text not null
      );
      create function installation_lock_rises() returns trigger language plpgsql as $$
      begin
        perform pg_advisory_xact_lock(hashtext('installation_lock'));
        if exists (select from installation_lock where epoch >= new.epoch) then
          raise exception 'epochs only rise' using errcode = 'RF001';
        end if;
        return new;
      end $$;
      create trigger installation_lock_rises before insert on installation_lock
        for each row execute function installation_lock_rises();
      create trigger installation_lock_is_kept before update or delete on installation_lock
        for each row execute function control_act_is_kept();
    `);
