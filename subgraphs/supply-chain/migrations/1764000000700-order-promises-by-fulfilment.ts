import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last promised day of an order is found in the index alone. */
export class OrderPromisesByFulfilment1764000000700 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('drop index promise_fulfilment_id');
    await db.query('create index promise_fulfilment_id on promise (fulfilment_id, promised_date)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index promise_fulfilment_id');
    await db.query('create index promise_fulfilment_id on promise (fulfilment_id)');
  }
}
