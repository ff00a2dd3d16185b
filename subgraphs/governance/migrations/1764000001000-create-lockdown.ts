import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders to restrict access. */
export class CreateLockdown1764000001000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table lockdown (
        id text primary key,
        level text not null constraint lockdown_level_known check (
          level in ('WITHHOLD', 'MASK_PERSONAL', 'PERSONAL_OFF_EXCEPT_RIGHTS', 'PERSONAL_OFF', 'ALL_OFF')
        ),
        scope text not null,
        reason text not null,
        locked_by text not null,
        locked_at timestamptz not null,
        unlock_approvals text[] not null default '{}',
        unlocked_at timestamptz,
        effective_at timestamptz,
        last_release text,
        constraint lockdown_ends_after_it_began check (unlocked_at >= locked_at)
      );
      create index lockdown_newest on lockdown (locked_at desc, id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table lockdown');
  }
}
