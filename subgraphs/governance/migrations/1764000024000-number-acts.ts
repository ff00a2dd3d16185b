import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Entries of what officers do are numbered without a gap over the whole installation, in the transaction
 * of what they tell: one that is deleted before it has its place in the log leaves a gap. The numbers are
 * governance's own, and so are the types of entries that tell of them.
 */
export class NumberActs1764000024000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table act_counter (
        single boolean primary key default true constraint act_counter_single check (single),
        incarnation text not null
          constraint act_counter_incarnation_shape check (incarnation ~ '^[0-9a-f]{32}$'),
        node_seq bigint not null constraint act_counter_from_one check (node_seq > 0),
        at timestamptz not null
      );

      create function act_counter_counts() returns trigger language plpgsql as $$
      begin
        if tg_op <> 'UPDATE' or new.node_seq <> old.node_seq + 1 or new.at < old.at
          or new.incarnation <> old.incarnation then
          raise exception 'acts are counted one by one' using errcode = 'RF002';
        end if;
        return new;
      end $$;
      create trigger act_counter_counts before update or delete on act_counter
        for each row execute function act_counter_counts();
      create trigger act_counter_is_not_truncated before truncate on act_counter
        execute function audit_rows_are_kept();
    `);
    await db.query(
      orderIs(`new.node = 'governance-acts'
          or new.type in ('admin.removal', 'admin.retention', 'lock', 'lock.effective', 'unlock')
          or new.type like 'policy.%'`),
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(orderIs("new.type in ('admin.removal', 'admin.retention')"));
    await db.query('drop table act_counter; drop function act_counter_counts');
  }
}

/** What is governance's own to say: a gateway's role has no right to delete from the inbox. */
const orderIs = (condition: string): string => `
  drop trigger audit_order_is_governances on audit_inbox;
  create trigger audit_order_is_governances before insert on audit_inbox for each row
    when (${condition})
    execute function audit_order_is_governances();
`;
