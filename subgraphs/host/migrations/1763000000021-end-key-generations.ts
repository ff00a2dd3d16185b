import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A wrapping generation ends when nothing is wrapped by it, and nothing is wrapped by it from then on:
 * whoever wraps holds its row until the new key is committed, and whoever ends it waits for them.
 * Who wants keys rotated before they are due says so in a table.
 */
export class EndKeyGenerations1763000000021 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create function hold_wrapping_generation() returns trigger language plpgsql as $$
      begin
        perform 1 from key_generation g
          where g.kind = 'wrapping' and g.destroyed_at is null
            and g.number in (select m.generation from made m where m.wrapped is not null)
          for share;
        if exists (
          select from made m where m.wrapped is not null and not exists (
            select from key_generation g
            where g.kind = 'wrapping' and g.number = m.generation and g.destroyed_at is null)
        ) then
          raise exception 'a key is wrapped by a generation that ended' using errcode = '23514';
        end if;
        return null;
      end $$;
      create trigger subject_key_made after insert on subject_key
        referencing new table as made for each statement execute function hold_wrapping_generation();
      create trigger subject_key_wrapped after update on subject_key
        referencing new table as made for each statement execute function hold_wrapping_generation();

      create function end_wrapping_generation(ending integer, at timestamptz) returns boolean
      language plpgsql as $$
      begin
        perform 1 from key_generation
          where kind = 'wrapping' and number = ending and destroyed_at is null for update;
        if not found
          or exists (select from subject_key where generation = ending and destroyed_at is null)
          or exists (select from key_generation
            where kind = 'index' and wrapped_by = ending and destroyed_at is null)
          or not exists (select from key_generation
            where kind = 'wrapping' and number > ending and destroyed_at is null)
        then
          return false;
        end if;
        update key_generation set retired_at = coalesce(retired_at, at), destroyed_at = at
          where kind = 'wrapping' and number = ending;
        return true;
      end $$;

      create table rotation_order (
        asked_at timestamptz primary key default clock_timestamp(),
        taken_at timestamptz
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop trigger subject_key_made on subject_key;
      drop trigger subject_key_wrapped on subject_key;
      drop function hold_wrapping_generation();
      drop function end_wrapping_generation(integer, timestamptz);
      drop table rotation_order;
    `);
  }
}
