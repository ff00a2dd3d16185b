import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where gateways and stores leave entries: durable, and not yet in their place. A row leaves only once
 * the log holds it, or where it can never be part of the log and is kept as refused.
 */
export class CreateAuditInbox1764000002000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table audit_inbox (
        entry_id text primary key
          constraint audit_inbox_entry_id_shape check (entry_id ~ '^[0-7][0-9A-HJKMNP-TV-Z]{25}$'),
        type text not null constraint audit_inbox_type_known check (
          type ~ '^(intent|release|deny|command|heartbeat|export|lock|lock\\.effective|unlock|scan\\.certificate|(policy|consent|rights|erase|restrict|breakglass|key|admin)\\.[a-zA-Z][a-zA-Z0-9.-]{0,62})$'
        ),
        at timestamptz not null
          constraint audit_inbox_at_milliseconds check (at = date_trunc('milliseconds', at)),
        node text not null
          constraint audit_inbox_node_shape check (node ~ '^[a-z0-9][a-zA-Z0-9._-]{0,62}$'),
        incarnation text not null
          constraint audit_inbox_incarnation_shape check (incarnation ~ '^[0-9a-f]{32}$'),
        node_seq bigint not null
          constraint audit_inbox_node_seq_range check (node_seq between 1 and 9007199254740991),
        decision_commit text not null
          constraint audit_inbox_decision_commit_shape check (decision_commit ~ '^[0-9a-f]{64}$'),
        subject_commit text
          constraint audit_inbox_subject_commit_shape check (subject_commit ~ '^[0-9a-f]{64}$'),
        decision text not null constraint audit_inbox_decision_json check (
          octet_length(decision) <= 262144 and decision is json object
        ),
        decision_salt text not null
          constraint audit_inbox_decision_salt_shape check (decision_salt ~ '^[0-9a-f]{64}$'),
        subject text constraint audit_inbox_subject_json check (
          octet_length(subject) <= 262144 and subject is json object
        ),
        subject_salt text
          constraint audit_inbox_subject_salt_shape check (subject_salt ~ '^[0-9a-f]{64}$'),
        received_at timestamptz not null default clock_timestamp(),
        constraint audit_inbox_node_seq_once unique (incarnation, node_seq),
        constraint audit_inbox_subject_whole check (
          num_nulls(subject, subject_salt, subject_commit) in (0, 3)
        )
      );
      create index audit_inbox_oldest on audit_inbox (received_at);

      create table audit_refused (
        entry_id text primary key,
        reason text not null,
        body text not null,
        refused_at timestamptz not null default clock_timestamp()
      );

      create function audit_rows_are_kept() returns trigger language plpgsql as $$
      begin
        raise exception 'what the audit log took is kept as it was' using errcode = 'RF002';
      end $$;
      create trigger audit_inbox_is_kept before update on audit_inbox
        for each row execute function audit_rows_are_kept();
      create trigger audit_inbox_is_not_truncated before truncate on audit_inbox
        execute function audit_rows_are_kept();
      create trigger audit_refused_is_kept before update or delete on audit_refused
        for each row execute function audit_rows_are_kept();
      create trigger audit_refused_is_not_truncated before truncate on audit_refused
        execute function audit_rows_are_kept();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table audit_inbox;
      drop table audit_refused;
      drop function audit_rows_are_kept;
    `);
  }
}
