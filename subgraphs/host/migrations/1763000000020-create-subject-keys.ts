import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys of the persons and customers whose values customer-pii keeps sealed, each wrapped by a key
 * that is in no database. A destroyed key leaves its row, so that no new one takes its place unasked.
 */
export class CreateSubjectKeys1763000000020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table key_generation (
        kind text not null constraint key_generation_kind_known check (kind in ('wrapping', 'index')),
        number integer not null constraint key_generation_number_positive check (number > 0),
        created_at timestamptz not null,
        retired_at timestamptz,
        destroyed_at timestamptz,
        -- Of an index generation; a wrapping generation's key is in no database.
        wrapped bytea,
        wrapped_by integer,
        primary key (kind, number),
        constraint key_generation_index_wrapped check (
          case when kind = 'wrapping' or destroyed_at is not null
               then num_nonnulls(wrapped, wrapped_by) = 0
               else num_nonnulls(wrapped, wrapped_by) = 2 end
        )
      );
      create table subject_key (
        id uuid primary key,
        subject_kind text not null
          constraint subject_key_kind_known check (subject_kind in ('person', 'customer')),
        subject text not null,
        use text not null constraint subject_key_use_known check (use in ('live', 'law')),
        version integer not null constraint subject_key_version_bound check (version between 1 and 65535),
        generation integer not null,
        wrapped bytea,
        -- How many values it has sealed, or may have: counted before they are.
        sealed integer not null default 0,
        created_at timestamptz not null,
        retired_at timestamptz,
        destroyed_at timestamptz,
        unique (subject_kind, subject, use, version),
        constraint subject_key_there_until_destroyed check (
          (wrapped is null) = (destroyed_at is not null)
        )
      );
      create index subject_key_generation on subject_key (generation, id)
        where destroyed_at is null;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table subject_key, key_generation');
  }
}
