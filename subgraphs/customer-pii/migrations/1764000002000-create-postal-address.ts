import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Addresses in versions: what a version says never changes; a correction is a new row, and the
 * old one, whose id open orders hold, points to it.
 */
export class CreatePostalAddress1764000002000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table postal_address (
        id text primary key,
        customer_id text references party_identity (customer_id),
        person_id text references person (id),
        use text[] not null,
        lines text[] not null,
        locality text not null,
        region text,
        postal_code text,
        country_code text not null,
        valid_from date not null,
        valid_to date,
        superseded_by text unique references postal_address (id) deferrable initially deferred,
        constraint postal_address_one_owner check (num_nonnulls(customer_id, person_id) = 1),
        constraint postal_address_use_known check (
          cardinality(use) > 0
          and use <@ array['LEGAL', 'BILLING', 'SHIPPING', 'HOME', 'RETURN']
        ),
        constraint postal_address_ends_once_superseded check (
          superseded_by is null or valid_to is not null
        )
      );
      create index postal_address_customer on postal_address (customer_id);
      create index postal_address_person on postal_address (person_id);

      create function postal_address_keeps_its_words() returns trigger language plpgsql as $$
      begin
        if old.superseded_by is not null
          or (old.id, old.customer_id, old.person_id, old.use, old.lines, old.locality, old.region,
              old.postal_code, old.country_code, old.valid_from)
            is distinct from
             (new.id, new.customer_id, new.person_id, new.use, new.lines, new.locality, new.region,
              new.postal_code, new.country_code, new.valid_from)
        then
          raise exception 'an address version does not change; add a new one' using errcode = 'RF001';
        end if;
        return new;
      end $$;
      create trigger postal_address_keeps_its_words before update on postal_address
        for each row execute function postal_address_keeps_its_words();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table postal_address; drop function postal_address_keeps_its_words');
  }
}
