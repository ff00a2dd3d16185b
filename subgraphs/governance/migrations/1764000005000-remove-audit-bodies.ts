import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The two lawful changes of the log, each by one function and each only as an entry of the log says:
 * the removal of subject bodies (two people, a law), and the retirement of bodies at their age.
 * Headers stay, so that the tree verifies.
 */
export class RemoveAuditBodies1764000005000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(trigger);
    await db.query(functions);
    await db.query(privileges);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop function audit_remove_subjects;
      drop function audit_retire_bodies;
      drop trigger audit_entry_changes_as_the_log_says on audit_entry;
      drop trigger audit_subject_ref_goes_as_the_log_says on audit_subject_ref;
      drop function audit_entry_changes_as_the_log_says;
      drop function audit_subject_ref_goes_as_the_log_says;
      drop function audit_removes_subject;
      drop function audit_retires_body;
    `);
  }
}

/** The entry that orders the change is named by a setting of the transaction. */
const trigger = `
  create function audit_removes_subject(order_id text, entry text) returns boolean
  language sql stable as $$
    select exists (
      select from audit_entry o, lateral (select o.decision::jsonb as decision) d
      where o.entry_id = order_id and o.type = 'admin.removal'
        and d.decision -> 'entries' ? entry
        and d.decision ->> 'law' <> ''
        and (
          select count(distinct who) from jsonb_array_elements_text(d.decision -> 'approvals') who
        ) >= 2
    )
  $$;

  create function audit_retires_body(order_id text, seq bigint) returns boolean
  language sql stable as $$
    select exists (
      select from audit_entry o, lateral (select o.decision::jsonb as decision) d
      where o.entry_id = order_id and o.type = 'admin.retention'
        and audit_retires_body.seq >= (d.decision ->> 'from')::bigint
        and audit_retires_body.seq <= (d.decision ->> 'to')::bigint
    )
  $$;

  create function audit_entry_changes_as_the_log_says() returns trigger language plpgsql as $$
  declare
    order_id text := current_setting('referent.audit_order', true);
    is_retired boolean := new.decision is null;
  begin
    if (new.seq, new.entry_id, new.type, new.at, new.node, new.incarnation, new.node_seq, new.header)
      is distinct from
      (old.seq, old.entry_id, old.type, old.at, old.node, old.incarnation, old.node_seq, old.header)
      or num_nonnulls(new.subject, new.subject_salt, new.actor) > 0
      or (not is_retired and (new.decision, new.decision_salt, new.screen, new.purpose)
        is distinct from (old.decision, old.decision_salt, old.screen, old.purpose))
      or (is_retired and num_nonnulls(new.decision_salt, new.screen, new.purpose) > 0)
      or (not is_retired and not audit_removes_subject(order_id, old.entry_id))
      or (is_retired and not audit_retires_body(order_id, old.seq))
    then
      raise exception 'an entry of the log changes as the log says' using errcode = 'RF002';
    end if;
    return new;
  end $$;
  create trigger audit_entry_changes_as_the_log_says before update on audit_entry
    for each row execute function audit_entry_changes_as_the_log_says();

  create function audit_subject_ref_goes_as_the_log_says() returns trigger language plpgsql as $$
  declare
    order_id text := current_setting('referent.audit_order', true);
  begin
    if not audit_retires_body(order_id, old.seq) and not audit_removes_subject(
      order_id, (select entry_id from audit_entry where seq = old.seq)
    ) then
      raise exception 'a reference leaves the log as the log says' using errcode = 'RF002';
    end if;
    return old;
  end $$;
  create trigger audit_subject_ref_goes_as_the_log_says before delete on audit_subject_ref
    for each row execute function audit_subject_ref_goes_as_the_log_says();
`;

/** Each answers the lowest and highest number that it changed; null where nothing was left to do. */
const functions = `
  create function audit_remove_subjects(removal text) returns bigint[]
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
  declare
    removed bigint[];
  begin
    perform set_config('referent.audit_order', removal, true);
    select array_agg(e.seq order by e.seq) into removed from audit_entry e
    where e.subject is not null and e.entry_id in (
      select jsonb_array_elements_text(o.decision::jsonb -> 'entries') from audit_entry o
      where o.entry_id = removal and o.type = 'admin.removal'
    );
    delete from audit_subject_ref where seq = any(removed);
    update audit_entry set subject = null, subject_salt = null, actor = null
    where seq = any(removed);
    perform set_config('referent.audit_order', '', true);
    return removed;
  end $$;

  create function audit_retire_bodies(retention text) returns bigint[]
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
  declare
    first bigint;
    last bigint;
  begin
    select (o.decision::jsonb ->> 'from')::bigint, (o.decision::jsonb ->> 'to')::bigint
    into first, last from audit_entry o where o.entry_id = retention and o.type = 'admin.retention';
    if first is null then
      return null;
    end if;
    perform set_config('referent.audit_order', retention, true);
    delete from audit_subject_ref where seq between first and last;
    update audit_entry set decision = null, decision_salt = null, subject = null,
      subject_salt = null, actor = null, screen = null, purpose = null
    where seq between first and last and decision is not null;
    perform set_config('referent.audit_order', '', true);
    return array[first, last];
  end $$;
`;

/** Nobody but the owner, through the functions, changes a row: whoever else has rights here loses them. */
const privileges = `
  do $$
  declare
    granted record;
  begin
    for granted in
      select c.relname as kept, grantee::regrole::text as role
      from pg_class c, aclexplode(c.relacl) acl
      where c.oid in ('audit_entry'::regclass, 'audit_subject_ref'::regclass)
        and acl.grantee <> c.relowner and acl.grantee <> 0
      group by 1, 2
    loop
      execute format('revoke update, delete, truncate on %I from %s', granted.kept, granted.role);
    end loop;
  end $$;
`;
