import type { MigrationInterface, QueryRunner } from 'typeorm';
import { oneOf } from './vocabulary.ts';

/**
 * What is due on each issued invoice, kept beside it: reckoned from its payments, credit notes and
 * exceptions in the transaction that changes one of them, so that what is open is found without
 * looking at all that was ever billed.
 */
export class KeepSettlements1764000008000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(settlements);
    await db.query(reckoning);
    await db.query(triggers);
    await db.query(`
      ${begun} from invoice i where i.status = 'ISSUED';
      select settle_invoices(array(select s.invoice_id from invoice_settlement s));
      create trigger invoice_settlement_follows before insert or update or delete
        on invoice_settlement for each row when (pg_trigger_depth() = 0)
        execute function refuse_settlement();
      analyze invoice_settlement;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop trigger invoice_exception_settles_less on invoice_exception;
      drop trigger invoice_exception_settles_else on invoice_exception;
      drop trigger invoice_exception_settles on invoice_exception;
      drop trigger credit_note_settles on credit_note;
      drop trigger payment_settles on payment;
      drop trigger payment_allocation_settles on payment_allocation;
      drop trigger invoice_begins_issued on invoice;
      drop trigger invoice_begins on invoice;
      drop table invoice_settlement;
      drop function refuse_settlement(), settle_paid(), settle_changed(), begin_settlement(),
        settle_invoices(text[]);
    `);
  }
}

const settlements = `
  create table invoice_settlement (
    invoice_id text primary key references invoice (id),
    -- An issued invoice never changes, so these are what it says.
    entity_id text not null,
    customer_id text not null,
    currency text not null,
    issue_date date not null,
    due_date date not null,
    -- Of all that is known by now; it holds from the day of the last fact on.
    paid_minor bigint not null,
    under_way_minor bigint not null,
    credited_minor bigint not null,
    due_minor bigint not null,
    exception text ${oneOf('exception', ['DISPUTED', 'WRITTEN_OFF'])},
    changed_on date not null,
    -- The first day at whose end nothing was due.
    settled_on date not null
  );
  create index on invoice_settlement (entity_id, settled_on);
  create index on invoice_settlement (customer_id, settled_on);

  create function refuse_settlement() returns trigger language plpgsql as $$
  begin
    raise exception 'a settlement follows from the facts about its invoice'
      using errcode = 'check_violation';
  end $$;
`;

/** The settlement of invoices `i` about which nothing else is known. */
const begun = `insert into invoice_settlement (invoice_id, entity_id, customer_id, currency,
    issue_date, due_date, paid_minor, under_way_minor, credited_minor, due_minor, changed_on,
    settled_on)
  select i.id, i.entity_id, i.customer_id, i.currency, i.issue_date, i.due_date, 0, 0, 0,
    i.gross_total_minor, i.issue_date, 'infinity'`;

const reckoning = `
  -- Locks first and reads in a statement of its own: of two transactions that touch one invoice the
  -- second sees what the first has done.
  create function settle_invoices(ids text[]) returns void language plpgsql as $$
  begin
    perform 1 from invoice_settlement s where s.invoice_id = any (ids)
      order by s.invoice_id for update;
    with fact as (
      select i.id, i.issue_date as day, 0 as paid, 0 as discount, 0 as under_way, 0 as credited,
          null as exception
        from invoice i where i.id = any (ids)
      union all
      select l.invoice_id, (l.at at time zone 'UTC')::date,
          case when p.status = 'SETTLED' then l.amount_minor else 0 end,
          case when p.status = 'SETTLED' then coalesce(l.discount_taken_minor, 0) else 0 end,
          case when p.status = 'SETTLED' then 0 else l.amount_minor end, 0, null
        from payment_allocation l join payment p on p.id = l.payment_id
        where l.invoice_id = any (ids) and p.status not in ('RETURNED', 'CANCELLED')
      union all
      select n.invoice_id, (n.issued_at at time zone 'UTC')::date, 0, 0, 0, n.total_minor, null
        from credit_note n where n.invoice_id = any (ids)
      union all
      select x.invoice_id, x.since, 0, 0, 0, 0, x.kind
        from invoice_exception x where x.invoice_id = any (ids)
    ),
    by_day as (
      select f.*, sum(f.paid + f.discount + f.credited) over until_day as settled,
          bool_or(f.exception = 'WRITTEN_OFF') over until_day as written_off
        from fact f window until_day as (partition by f.id order by f.day)
    ),
    reckoned as (
      select d.id, sum(d.paid) as paid, sum(d.under_way) as under_way, sum(d.credited) as credited,
          max(d.exception) as exception, max(d.day) as changed_on,
          case when bool_or(d.exception = 'WRITTEN_OFF') then 0
            else i.gross_total_minor - sum(d.paid + d.discount + d.credited) end as due,
          coalesce(min(d.day) filter (where d.settled >= i.gross_total_minor or d.written_off),
            'infinity') as settled_on
        from by_day d join invoice i on i.id = d.id
        group by d.id, i.gross_total_minor
    )
    update invoice_settlement s
      set paid_minor = r.paid, under_way_minor = r.under_way, credited_minor = r.credited,
        due_minor = r.due, exception = r.exception, changed_on = r.changed_on,
        settled_on = r.settled_on
      from reckoned r
      where r.id = s.invoice_id
        and row(s.paid_minor, s.under_way_minor, s.credited_minor, s.due_minor, s.exception,
            s.changed_on, s.settled_on)
          is distinct from
          row(r.paid, r.under_way, r.credited, r.due, r.exception, r.changed_on, r.settled_on);
  end $$;
`;

const triggers = `
  create function begin_settlement() returns trigger language plpgsql as $$
  begin
    ${begun} from changed i where i.status = 'ISSUED' on conflict do nothing;
    perform settle_invoices(array(select i.id from changed i where i.status = 'ISSUED'));
    return null;
  end $$;
  create trigger invoice_begins after insert on invoice
    referencing new table as changed for each statement execute function begin_settlement();
  create trigger invoice_begins_issued after update on invoice
    referencing new table as changed for each statement execute function begin_settlement();

  -- What settles an invoice, or stops to, names it.
  create function settle_changed() returns trigger language plpgsql as $$
  begin
    perform settle_invoices(array(select distinct c.invoice_id from changed c));
    return null;
  end $$;
  create trigger payment_allocation_settles after insert on payment_allocation
    referencing new table as changed for each statement execute function settle_changed();
  create trigger credit_note_settles after insert on credit_note
    referencing new table as changed for each statement execute function settle_changed();
  create trigger invoice_exception_settles after insert on invoice_exception
    referencing new table as changed for each statement execute function settle_changed();
  create trigger invoice_exception_settles_less after delete on invoice_exception
    referencing old table as changed for each statement execute function settle_changed();
  -- An exception stays with its invoice.
  create trigger invoice_exception_settles_else after update on invoice_exception
    referencing new table as changed for each statement execute function settle_changed();

  -- A payment moves on, or comes back.
  create function settle_paid() returns trigger language plpgsql as $$
  begin
    perform settle_invoices(array(
      select distinct l.invoice_id from changed c
      join before b on b.id = c.id and b.status <> c.status
      join payment_allocation l on l.payment_id = c.id));
    return null;
  end $$;
  create trigger payment_settles after update on payment
    referencing old table as before new table as changed
    for each statement execute function settle_paid();
`;
