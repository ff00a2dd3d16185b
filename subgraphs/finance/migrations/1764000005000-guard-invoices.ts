import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An invoice is a draft until it is issued; the database then gives it the next number of its
 * entity and year, holds its sums, and lets nobody change it.
 */
export class GuardInvoices1764000005000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(numbering);
    await db.query(freezing);
    await db.query(sums);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop trigger invoice_sums on invoice;
      drop trigger invoice_tax_frozen on invoice_tax;
      drop trigger invoice_shipment_frozen on invoice_shipment;
      drop trigger invoice_line_frozen on invoice_line;
      drop trigger invoice_b_number on invoice;
      drop trigger invoice_a_frozen on invoice;
      drop trigger invoice_series_counts on invoice_series;
      drop function check_invoice_sums(), freeze_invoice_part(), freeze_invoice(), number_invoice(),
        count_invoice_series(), owns_table(oid);
    `);
  }
}

const numbering = `
  -- True for the role that migrates and loads; the service role is none.
  create function owns_table(relation oid) returns boolean language sql stable as
    $$ select pg_has_role(current_user, c.relowner, 'USAGE') from pg_class c where c.oid = relation $$;

  create function count_invoice_series() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' or new.last_number <> old.last_number + 1 then
      raise exception 'invoice numbers follow one another' using errcode = 'check_violation';
    end if;
    return new;
  end $$;
  create trigger invoice_series_counts before update or delete on invoice_series
    for each row execute function count_invoice_series();

  -- The number is given here and nowhere else; the series' row stays locked until the commit.
  create function number_invoice() returns trigger language plpgsql as $$
  begin
    new.number_year := extract(year from new.issue_date);
    insert into invoice_series as s (entity_id, year, last_number)
      values (new.entity_id, new.number_year, 1)
      on conflict (entity_id, year) do update set last_number = s.last_number + 1
      returning last_number into new.sequence;
    select e.invoice_prefix || '-' || new.number_year || '-'
        || lpad(new.sequence::text, greatest(6, length(new.sequence::text)), '0')
      into new.number from legal_entity e where e.id = new.entity_id;
    return new;
  end $$;
`;

const freezing = `
  create function freeze_invoice() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' then
      if new.status <> 'DRAFT' and not owns_table(tg_relid) then
        raise exception 'an invoice begins as a draft' using errcode = 'check_violation';
      end if;
      return new;
    end if;
    if tg_op = 'DELETE' or old.status <> 'DRAFT' then
      raise exception 'an invoice is never deleted, and once issued never changed'
        using errcode = 'check_violation';
    end if;
    return new;
  end $$;
  create trigger invoice_a_frozen before insert or update or delete on invoice
    for each row execute function freeze_invoice();
  -- After the freeze, by its name.
  create trigger invoice_b_number before update on invoice for each row
    when (old.status = 'DRAFT' and new.status = 'ISSUED') execute function number_invoice();

  -- Lines, taxes and shipments follow their invoice. The owner's load may bring them before it, or
  -- with it in one transaction.
  create function freeze_invoice_part() returns trigger language plpgsql as $$
  declare
    invoices text[] := case tg_op
      when 'INSERT' then array[new.invoice_id]
      when 'DELETE' then array[old.invoice_id]
      else array[old.invoice_id, new.invoice_id] end;
  begin
    perform 1 from invoice i where i.id = any (invoices) and i.status <> 'DRAFT'
      and not (tg_op = 'INSERT' and i.xmin = pg_current_xact_id()::xid and owns_table(tg_relid))
      for share;
    if found then
      raise exception 'an issued invoice is never changed' using errcode = 'check_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
  end $$;
  create trigger invoice_line_frozen before insert or update or delete on invoice_line
    for each row execute function freeze_invoice_part();
  create trigger invoice_tax_frozen before insert or update or delete on invoice_tax
    for each row execute function freeze_invoice_part();
  create trigger invoice_shipment_frozen before insert or update or delete on invoice_shipment
    for each row execute function freeze_invoice_part();
`;

const sums = `
  -- Lines make the net, taxes make the tax, and what rounding leaves between them is stated.
  create function check_invoice_sums() returns trigger language plpgsql as $$
  declare
    line_net bigint; line_tax bigint; base bigint; tax bigint;
  begin
    select coalesce(sum(l.net_minor), 0), coalesce(sum(l.tax_minor), 0) into line_net, line_tax
      from invoice_line l where l.invoice_id = new.id;
    select coalesce(sum(t.base_minor), 0), coalesce(sum(t.tax_minor), 0) into base, tax
      from invoice_tax t where t.invoice_id = new.id;
    if line_net <> new.net_total_minor or base <> new.net_total_minor
        or tax <> new.tax_total_minor or tax - line_tax <> new.rounding_difference_minor then
      raise exception 'the totals of an invoice are the sums of its parts'
        using errcode = 'check_violation';
    end if;
    return null;
  end $$;
  create constraint trigger invoice_sums after insert or update on invoice
    deferrable initially deferred for each row execute function check_invoice_sums();
`;
