import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was signed stays as it was signed, whoever writes: the lines, and the order's own terms. */
export class FreezeSignedOrders1764000002000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // The owner alone may add lines to a signed order: imports bring orders that were signed elsewhere.
    await db.query(`
      create function sales_order_line_refuse_change() returns trigger language plpgsql as $$
      declare
        line_order text := case tg_op when 'INSERT' then new.order_id else old.order_id end;
        order_status text;
      begin
        if tg_op = 'INSERT'
           and current_user = (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid) then
          return new;
        end if;
        select status into order_status from sales_order where id = line_order for share;
        if order_status not in ('DRAFT', 'AWAITING_SIGNATURE') then
          raise exception 'lines of a signed order never change' using errcode = 'check_violation';
        end if;
        return case tg_op when 'DELETE' then old else new end;
      end $$
    `);
    await db.query(`
      create trigger sales_order_line_frozen before insert or update or delete on sales_order_line
        for each row execute function sales_order_line_refuse_change()
    `);
    await db.query(`
      create function sales_order_refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'the terms of a signed order never change' using errcode = 'check_violation';
      end $$
    `);
    await db.query(`
      create trigger sales_order_terms_frozen before update on sales_order for each row
        when (
          old.status not in ('DRAFT', 'AWAITING_SIGNATURE')
          and (old.number, old.customer_id, old.order_date, old.purchase_order_ref, old.currency,
               old.net_total_minor, old.discount_total_minor, old.bill_to_address_id,
               old.ship_to_address_id, old.signature_id, old.signed_at)
            is distinct from
              (new.number, new.customer_id, new.order_date, new.purchase_order_ref, new.currency,
               new.net_total_minor, new.discount_total_minor, new.bill_to_address_id,
               new.ship_to_address_id, new.signature_id, new.signed_at)
        )
        execute function sales_order_refuse_change()
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop trigger sales_order_terms_frozen on sales_order');
    await db.query('drop function sales_order_refuse_change');
    await db.query('drop trigger sales_order_line_frozen on sales_order_line');
    await db.query('drop function sales_order_line_refuse_change');
  }
}
