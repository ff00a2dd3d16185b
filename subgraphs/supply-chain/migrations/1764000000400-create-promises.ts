import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePromises1764000000400 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table promise (
        id text primary key,
        sales_order_line_id text not null unique references fulfilment_line (sales_order_line_id),
        fulfilment_id text not null,
        customer_id text not null,
        plant_id text not null references plant (id),
        quantity numeric(18,4) not null check (quantity > 0),
        promised_date date not null,
        original_promised_date date not null,
        method text not null check (method in ('STOCK', 'ATP', 'CTP', 'LEAD_TIME', 'MANUAL')),
        status text not null check (status in ('TENTATIVE', 'CONFIRMED', 'AT_RISK', 'KEPT', 'BROKEN')),
        bottleneck text,
        foreign key (fulfilment_id, customer_id) references fulfilment_order (id, customer_id)
      )
    `);
    await db.query(`
      create index promise_open on promise (customer_id, promised_date, id)
        where status in ('TENTATIVE', 'CONFIRMED', 'AT_RISK')
    `);
    await db.query('create index promise_customer_id on promise (customer_id, promised_date, id)');
    await db.query('create index promise_fulfilment_id on promise (fulfilment_id)');
    await db.query(`
      create table promise_revision (
        id text primary key,
        promise_id text not null references promise (id),
        from_date date not null,
        to_date date not null,
        at timestamptz not null,
        reason text,
        check (from_date <> to_date)
      )
    `);
    await db.query(
      'create index promise_revision_promise_id on promise_revision (promise_id, at, id)',
    );
    await keepOriginal(db);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table promise_revision, promise');
    await db.query('drop function refuse_original_promise_change');
  }
}

async function keepOriginal(db: QueryRunner): Promise<void> {
  await db.query(`
    create function refuse_original_promise_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the original promise is kept' using errcode = 'restrict_violation';
    end $$
  `);
  await db.query(`
    create trigger promise_original_kept before update of original_promised_date on promise
      for each row when (old.original_promised_date is distinct from new.original_promised_date)
      execute function refuse_original_promise_change()
  `);
}
