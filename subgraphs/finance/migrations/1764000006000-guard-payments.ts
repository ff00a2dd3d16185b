import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Allocations never exceed the payment nor what is due on the invoice, under concurrency too. */
export class GuardPayments1764000006000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Money that was recorded stays what it is; only its state moves.
      create function freeze_payment() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE'
          or row(old.direction, old.method, old.currency, old.amount_minor, old.value_date,
                 old.customer_id, old.supplier_id, old.instrument_ref, old.end_to_end_id,
                 old.recorded_at)
             is distinct from
             row(new.direction, new.method, new.currency, new.amount_minor, new.value_date,
                 new.customer_id, new.supplier_id, new.instrument_ref, new.end_to_end_id,
                 new.recorded_at) then
          raise exception 'a recorded payment is never changed' using errcode = 'check_violation';
        end if;
        return new;
      end $$;
      create trigger payment_frozen before update or delete on payment
        for each row execute function freeze_payment();
    `);
    await db.query(allocation);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop trigger payment_allocation_bounds on payment_allocation;
      drop trigger payment_frozen on payment;
      drop function check_allocation_bounds(), freeze_payment();
    `);
  }
}

const allocation = `
  -- Locks the payment, then the invoice, so that two allocations count each other.
  create function check_allocation_bounds() returns trigger language plpgsql as $$
  declare
    paid payment; billed invoice; used bigint; settled bigint; credited bigint;
  begin
    select * into paid from payment p where p.id = new.payment_id for update;
    select * into billed from invoice i where i.id = new.invoice_id for update;
    if paid.direction <> 'INBOUND' or paid.status in ('RETURNED', 'CANCELLED')
        or billed.status <> 'ISSUED' then
      raise exception 'only incoming money settles, and only issued invoices'
        using errcode = 'check_violation';
    end if;
    select coalesce(sum(a.amount_minor), 0) into used
      from payment_allocation a where a.payment_id = new.payment_id;
    select coalesce(sum(a.amount_minor + coalesce(a.discount_taken_minor, 0)), 0) into settled
      from payment_allocation a join payment p on p.id = a.payment_id
      where a.invoice_id = new.invoice_id and p.status not in ('RETURNED', 'CANCELLED');
    select coalesce(sum(c.total_minor), 0) into credited
      from credit_note c where c.invoice_id = new.invoice_id;
    if used + new.amount_minor > paid.amount_minor
        or settled + credited + new.amount_minor + coalesce(new.discount_taken_minor, 0)
           > billed.gross_total_minor then
      raise exception 'an allocation is over the payment or over what is due'
        using errcode = 'check_violation';
    end if;
    return new;
  end $$;
  create trigger payment_allocation_bounds before insert on payment_allocation
    for each row execute function check_allocation_bounds();
`;
