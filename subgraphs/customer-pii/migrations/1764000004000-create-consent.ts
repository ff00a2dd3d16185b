import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Consent as ISO/IEC TS 27560 records it: each act is appended and never changed; what is in force
 * is a view, the last act for each purpose and channel.
 */
export class CreateConsent1764000004000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // convert_to() is only stable to PostgreSQL, since encodings differ; this database's is fixed.
    await db.query(`
      create function hash_of_words(words text) returns text language sql immutable strict as $$
        select encode(sha256(convert_to(words, 'UTF8')), 'hex')
      $$
    `);
    await db.query(`
      create table consent_text (
        version text not null,
        language text not null,
        words text not null,
        hash text generated always as (hash_of_words(words)) stored,
        primary key (version, language)
      );
      create table consent_event (
        id text primary key,
        seq bigint generated always as identity unique,
        person_id text not null references person (id),
        purpose text not null,
        channel text constraint consent_event_channel_known check (
          channel in ('EMAIL', 'PHONE', 'SMS', 'POST')
        ),
        status text not null constraint consent_event_status_known check (
          status in ('GIVEN', 'WITHDRAWN', 'REFUSED', 'EXPIRED')
        ),
        text_version text not null,
        text_hash text,
        language text,
        method text not null,
        recorded_at timestamptz not null
      );
      create index consent_event_person on consent_event (person_id, purpose, channel, seq);

      create function consent_event_is_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'consent events are appended, never changed' using errcode = 'RF001';
      end $$;
      create trigger consent_event_is_append_only before update or delete on consent_event
        for each row execute function consent_event_is_append_only();
      create trigger consent_event_is_not_truncated before truncate on consent_event
        execute function consent_event_is_append_only();

      create view current_consent as
        select act.* from consent_event act
        where not exists (
          select 1 from consent_event later
          where later.person_id = act.person_id
            and later.purpose = act.purpose
            and later.channel is not distinct from act.channel
            and later.seq > act.seq
        );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop view current_consent;
      drop table consent_event, consent_text;
      drop function consent_event_is_append_only, hash_of_words;
    `);
  }
}
