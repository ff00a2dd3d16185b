import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log itself. The database keeps it gap-free and append-only, whoever writes. */
export class CreateAuditEntry1764000003000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(tables);
    await db.query(appending);
    await db.query(leavingTheInbox);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop trigger audit_inbox_leaves_for_the_log on audit_inbox;
      drop table audit_subject_ref;
      drop table audit_entry;
      drop table audit_tree;
      drop function audit_inbox_leaves_for_the_log;
      drop function audit_entry_is_appended;
      drop function audit_tree_grows;
    `);
  }
}

const tables = `
  create table audit_tree (
    only_row boolean primary key default true constraint audit_tree_one_row check (only_row),
    size bigint not null constraint audit_tree_size_range check (size >= 0),
    edge bytea not null
  );

  create table audit_entry (
    seq bigint primary key constraint audit_entry_seq_range check (seq >= 0),
    entry_id text not null constraint audit_entry_id_once unique,
    type text not null,
    at timestamptz not null,
    node text not null,
    incarnation text not null,
    node_seq bigint not null,
    header text not null,
    decision text,
    decision_salt text,
    subject text,
    subject_salt text,
    actor text,
    screen text,
    purpose text,
    constraint audit_entry_node_seq_once unique (incarnation, node_seq)
  );
  create index audit_entry_actor on audit_entry (actor, at) where actor is not null;
  create index audit_entry_screen on audit_entry (screen, at) where screen is not null;
  create index audit_entry_type on audit_entry (type, at);

  create table audit_subject_ref (
    store text not null,
    ref text not null constraint audit_subject_ref_shape check (ref ~ '^[0-9a-f]{32}$'),
    seq bigint not null,
    primary key (store, ref, seq)
  );
  create index audit_subject_ref_of_entry on audit_subject_ref (seq);
`;

/** Each statement takes the next numbers and no others, up to the size that the tree has by then. */
const appending = `
  create function audit_tree_grows() returns trigger language plpgsql as $$
  begin
    if tg_op <> 'UPDATE' or new.size < old.size then
      raise exception 'the audit log only grows' using errcode = 'RF002';
    end if;
    return new;
  end $$;
  create trigger audit_tree_grows before update or delete on audit_tree
    for each row execute function audit_tree_grows();
  create trigger audit_tree_is_not_truncated before truncate on audit_tree
    execute function audit_rows_are_kept();

  create function audit_entry_is_appended() returns trigger language plpgsql as $$
  declare
    lowest bigint;
    highest bigint;
    number bigint;
  begin
    select min(seq), max(seq), count(*) into lowest, highest, number from added;
    if number = 0 then
      return null;
    end if;
    if highest - lowest + 1 <> number
      or highest + 1 is distinct from (select size from audit_tree)
      or (lowest > 0 and not exists (select from audit_entry where seq = lowest - 1))
    then
      raise exception 'entries take the next places of the log' using errcode = 'RF002';
    end if;
    return null;
  end $$;
  create trigger audit_entry_is_appended after insert on audit_entry
    referencing new table as added
    for each statement execute function audit_entry_is_appended();
  create trigger audit_entry_is_not_deleted before delete on audit_entry
    for each row execute function audit_rows_are_kept();
  create trigger audit_entry_is_not_truncated before truncate on audit_entry
    execute function audit_rows_are_kept();
  create trigger audit_subject_ref_is_kept before update on audit_subject_ref
    for each row execute function audit_rows_are_kept();
  create trigger audit_subject_ref_is_not_truncated before truncate on audit_subject_ref
    execute function audit_rows_are_kept();
`;

const leavingTheInbox = `
  create function audit_inbox_leaves_for_the_log() returns trigger language plpgsql as $$
  begin
    if exists (
      select from gone
        left join audit_entry kept on kept.entry_id = gone.entry_id
          and position(gone.decision_commit in kept.header) > 0
        left join audit_refused refused on refused.entry_id = gone.entry_id
      where kept.entry_id is null and refused.entry_id is null
    ) then
      raise exception 'an entry leaves the inbox for the log alone' using errcode = 'RF002';
    end if;
    return null;
  end $$;
  create trigger audit_inbox_leaves_for_the_log after delete on audit_inbox
    referencing old table as gone
    for each statement execute function audit_inbox_leaves_for_the_log();
`;
