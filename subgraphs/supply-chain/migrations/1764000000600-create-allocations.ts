import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stock reserved for a line of demand. The trigger carries each change to the balance and to the
 * line, whose CHECKs then hold N4 (allocated at most on hand) and N5 (never more than ordered).
 */
export class CreateAllocations1764000000600 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table allocation (
        id text primary key,
        sales_order_line_id text not null references fulfilment_line (sales_order_line_id),
        product_id text not null references product (id),
        location_id text not null references storage_location (id),
        lot text check (lot <> ''),
        quantity numeric(18,4) not null check (quantity > 0),
        kind text not null check (kind in ('SOFT', 'HARD')),
        at timestamptz not null,
        shipment_line_id text references shipment_line (id)
      )
    `);
    await db.query(
      'create index allocation_sales_order_line_id on allocation (sales_order_line_id, at, id)',
    );
    await db.query('create index allocation_shipment_line_id on allocation (shipment_line_id)');
    await db.query('create index allocation_product_id on allocation (product_id, location_id)');
    await carryAllocations(db);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table allocation');
    await db.query('drop function carry_allocation, refuse_allocation_change');
  }
}

async function carryAllocations(db: QueryRunner): Promise<void> {
  await db.query(`
    create function carry_allocation() returns trigger language plpgsql as $$
    declare
      row_now allocation := case when tg_op = 'DELETE' then old else new end;
      change numeric := case when tg_op = 'DELETE' then -old.quantity else new.quantity end;
    begin
      update stock_balance set allocated = allocated + change
      where product_id = row_now.product_id and location_id = row_now.location_id
        and lot = coalesce(row_now.lot, '');
      if not found then
        raise exception 'no stock of this product in this place' using errcode = 'check_violation';
      end if;
      update fulfilment_line set allocated = allocated + change
      where sales_order_line_id = row_now.sales_order_line_id
        and product_id = row_now.product_id;
      if not found then
        raise exception 'the line asks for another product' using errcode = 'check_violation';
      end if;
      return null;
    end $$
  `);
  await db.query(`
    create trigger allocation_carried after insert or delete on allocation
      for each row execute function carry_allocation()
  `);
  await db.query(`
    create function refuse_allocation_change() returns trigger language plpgsql as $$
    begin
      raise exception 'an allocation is released and made anew' using errcode = 'restrict_violation';
    end $$
  `);
  await db.query(`
    create trigger allocation_fixed
      before update of sales_order_line_id, product_id, location_id, lot, quantity on allocation
      for each row execute function refuse_allocation_change()
  `);
}
