import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { progressByOrderLineId } from '../../../subgraphs/supply-chain/computed/lineProgress.ts';
import { onTimeDeliveryByCustomerId } from '../../../subgraphs/supply-chain/computed/onTimeDelivery.ts';
import {
  backorderByOrderId,
  progressByOrderId,
} from '../../../subgraphs/supply-chain/computed/orderProgress.ts';
import { promisedDateByShipmentId } from '../../../subgraphs/supply-chain/computed/shipmentPromise.ts';
import { stockByProductId } from '../../../subgraphs/supply-chain/computed/stockPosition.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

interface Delivery {
  readonly line: string;
  readonly promised: string;
  readonly issued: string;
  readonly delivered?: string;
  readonly customer?: string;
}

/** A line that was promised and shipped, as the commands leave it. */
const ship = async ({ line, promised, issued, delivered, customer = 'company' }: Delivery) => {
  const fulfilmentId = await world.release({
    orderId: `order-${line}`,
    customerId: customer,
    lines: [{ id: line, productId: 'pump', quantity: '1' }],
  });
  await world.rows(
    `insert into promise (id, sales_order_line_id, fulfilment_id, customer_id, plant_id, quantity,
        promised_date, original_promised_date, method, status)
      values ($1, $2, $3, $4, 'lyon', 1, $5, $5, 'STOCK', 'KEPT')`,
    [`promise-${line}`, line, fulfilmentId, customer, promised],
  );
  await world.rows(
    `insert into shipment (id, number, fulfilment_id, sales_order_id, customer_id, status,
        warehouse_id, planned_at, goods_issue_at, delivered_at)
      values ($1, $1, $2, $3, $4, $5, 'lyon-1', $6, $6, $7)`,
    [
      `shipment-${line}`,
      fulfilmentId,
      `order-${line}`,
      customer,
      delivered === undefined ? 'GOODS_ISSUED' : 'DELIVERED',
      issued,
      delivered ?? null,
    ],
  );
  await world.rows(
    `insert into shipment_line (id, shipment_id, sales_order_line_id, product_id, quantity)
      values ($1, $2, $3, 'pump', 1)`,
    [`shipment-line-${line}`, `shipment-${line}`, line],
  );
};

describe('on-time delivery', () => {
  beforeAll(async () => {
    // 22:30 in UTC on the 5th is still the 5th in Lyon; 23:30 is the 6th.
    await ship({ line: 'on-the-day', promised: '2026-03-05', issued: '2026-03-05T22:30:00Z' });
    await ship({ line: 'an-hour-late', promised: '2026-03-05', issued: '2026-03-05T23:30:00Z' });
    await ship({
      line: 'early',
      promised: '2026-02-20',
      issued: '2026-02-01T08:00:00Z',
      delivered: '2026-02-03T08:00:00Z',
    });
    await ship({
      line: 'left-in-time-came-late',
      promised: '2026-02-10',
      issued: '2026-02-09T08:00:00Z',
      delivered: '2026-02-12T08:00:00Z',
    });
    await ship({ line: 'long-ago', promised: '2025-01-10', issued: '2025-01-12T08:00:00Z' });
    await ship({
      line: 'of-ana',
      promised: '2026-03-01',
      issued: '2026-02-28T08:00:00Z',
      customer: 'ana',
    });
  });

  const pct = async (days: number, natural = true): Promise<readonly (string | null)[]> => {
    const read = world.reader({ natural });
    const customers = ['company', 'ana', 'nobody'];
    const found = await onTimeDeliveryByCustomerId.load(read, customers, { days });
    return found.map((customer) => customer?.pct ?? null);
  };

  test('counts lines on or before their first promise, by the calendar of the plant', async () => {
    expect(await pct(90)).toEqual(['50.00', '100.00', null]);
  });

  test('counts the window alone', async () => {
    expect(await pct(10)).toEqual(['50.00', null, null]);
    expect(await pct(1000)).toEqual(['40.00', '100.00', null]);
  });

  test('is not told of natural persons to a purpose that may not see them', async () => {
    expect(await pct(90, false)).toEqual(['50.00', null, null]);
  });
});

describe('progress of orders and lines', () => {
  beforeAll(async () => {
    const fulfilmentId = await world.release({
      orderId: 'order-p',
      lines: [
        { id: 'p-1', productId: 'pump', quantity: '5' },
        { id: 'p-2', productId: 'valve', quantity: '2.5' },
        { id: 'p-3', productId: 'training', quantity: '9' },
      ],
    });
    await world.rows(
      `insert into promise (id, sales_order_line_id, fulfilment_id, customer_id, plant_id, quantity,
          promised_date, original_promised_date, method, status)
        select 'promise-' || line, line, $1, 'company', 'lyon', 1, day, '2026-03-11', 'STOCK', 'CONFIRMED'
        from (values ('p-1', date '2026-03-20'), ('p-2', date '2026-03-12')) v(line, day)`,
      [fulfilmentId],
    );
    await world.rows(`update fulfilment_line set shipped = 2 where sales_order_line_id = 'p-1'`);
    await world.stock('shelf-b', 'pump', '8');
    await world.rows(
      `insert into allocation values ('a', 'p-1', 'pump', 'shelf-b', null, 1.5, 'HARD', now(), null)`,
    );
    await world.release({
      orderId: 'order-ana',
      customerId: 'ana',
      lines: [{ id: 'ana-1', productId: 'pump', quantity: '1' }],
    });
  });

  test('an order is as far as its fulfilment, promised by its latest line; services are on no backorder', async () => {
    const orders = ['order-p', 'unheard-of', 'order-ana'];
    expect(await progressByOrderId.load(world.reader(), orders, undefined)).toEqual([
      { status: 'ACCEPTED', promiseDate: '2026-03-20', subject: null },
      { status: 'NOT_RECEIVED', promiseDate: null, subject: null },
      { status: 'ACCEPTED', promiseDate: null, subject: null },
    ]);
    // 5 − 2 shipped − 1.5 reserved, and 2.5 of the valve.
    expect(await backorderByOrderId.load(world.reader(), orders, undefined)).toEqual([
      ...['4.0000', null, '1.0000'],
    ]);
  });

  test('an order of a natural person looks like one that is not there', async () => {
    const read = world.reader({ natural: false });
    expect(
      await progressByOrderId.load(read, ['order-p', 'unheard-of', 'order-ana'], undefined),
    ).toEqual([expect.objectContaining({ status: 'ACCEPTED' }), null, null]);
    expect(await progressByOrderLineId.load(read, ['ana-1', 'unheard-of'], undefined)).toEqual([
      null,
      null,
    ]);
  });

  test('a line says what was shipped and what nothing stands behind', async () => {
    expect(
      await progressByOrderLineId.load(world.reader(), ['p-3', 'p-1', 'p-2'], undefined),
    ).toEqual([
      { requestedDate: '2026-03-11', shipped: '0.0000', backordered: '0.0000', subject: null },
      { requestedDate: '2026-03-11', shipped: '2.0000', backordered: '1.5000', subject: null },
      { requestedDate: '2026-03-11', shipped: '0.0000', backordered: '2.5000', subject: null },
    ]);
  });

  test('a shipment is promised by the latest of its lines', async () => {
    await world.rows(
      `insert into shipment_line (id, shipment_id, sales_order_line_id, product_id, quantity)
        values ('extra', 'shipment-on-the-day', 'p-1', 'pump', 1)`,
    );
    const keys = ['shipment-on-the-day', 'shipment-early', 'ghost'];
    expect(await promisedDateByShipmentId.load(world.reader(), keys, undefined)).toEqual([
      '2026-03-20',
      '2026-02-20',
      null,
    ]);
    await world.rows(`delete from shipment_line where id = 'extra'`);
  });
});

describe('the stock position', () => {
  test('adds up our own places, at one plant or at all', async () => {
    await world.stock('shelf-o', 'pump', '4');
    const products = ['pump', 'training'];
    const all = await stockByProductId.load(world.reader(), products, { plantId: null });
    expect(all[0]).toMatchObject({
      onHand: '12.0000',
      allocated: '1.5000',
      available: '10.5000',
      inTransit: '0.0000',
      byLocation: [
        { locationId: 'shelf-b', lot: null, onHand: '8.0000', allocated: '1.5000' },
        { locationId: 'shelf-o', lot: null, onHand: '4.0000', allocated: '0.0000' },
      ],
      freshness: 'REALTIME',
    });
    expect(all[1]).toMatchObject({ productId: 'training', onHand: '0.0000', byLocation: [] });
    const [osaka] = await stockByProductId.load(world.reader(), ['pump'], { plantId: 'osaka' });
    expect(osaka).toMatchObject({ onHand: '4.0000', allocated: '0.0000', available: '4.0000' });
  });
});
