import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { verifyStockLedger } from '../../../subgraphs/supply-chain/computed/stockVerification.ts';
import { allocate } from '../../../subgraphs/supply-chain/commands/allocate.ts';
import { createShipment } from '../../../subgraphs/supply-chain/commands/createShipment.ts';
import { packShipment } from '../../../subgraphs/supply-chain/commands/packShipment.ts';
import { pickShipment } from '../../../subgraphs/supply-chain/commands/pickShipment.ts';
import { postGoodsIssue } from '../../../subgraphs/supply-chain/commands/postGoodsIssue.ts';
import { promiseOrder } from '../../../subgraphs/supply-chain/commands/promiseOrder.ts';
import { createWorld, type Answer, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const versionOf = async (table: 'fulfilment_order' | 'shipment', id: string): Promise<number> => {
  const [row] = await world.rows<{ version: number }>(
    `select version from ${table} where id = $1`,
    [id],
  );
  return row?.version ?? 0;
};
const promise = async (fulfilmentId: string): Promise<Answer> =>
  world.run(promiseOrder, {
    fulfilmentId,
    expectedVersion: await versionOf('fulfilment_order', fulfilmentId),
  });
const reserve = async (fulfilmentId: string): Promise<Answer> =>
  world.run(allocate, {
    fulfilmentId,
    expectedVersion: await versionOf('fulfilment_order', fulfilmentId),
  });
const plan = (fulfilmentId: string): Promise<Answer> =>
  world.run(createShipment, { fulfilmentId, idempotencyKey: randomUUID() });
const pick = async (shipmentId: string): Promise<Answer> =>
  world.run(pickShipment, { shipmentId, expectedVersion: await versionOf('shipment', shipmentId) });
const pack = async (
  shipmentId: string,
  packages?: { weightGrams: number; trackingNumber?: string }[],
): Promise<Answer> =>
  world.run(packShipment, {
    shipmentId,
    expectedVersion: await versionOf('shipment', shipmentId),
    packages,
  });
const issue = async (shipmentId: string): Promise<Answer> =>
  world.run(postGoodsIssue, {
    shipmentId,
    expectedVersion: await versionOf('shipment', shipmentId),
    idempotencyKey: randomUUID(),
  });
const dispatch = async (fulfilmentId: string): Promise<string | null> => {
  const { shipment } = await plan(fulfilmentId);
  if (typeof shipment !== 'string') return null;
  await pick(shipment);
  await pack(shipment);
  await issue(shipment);
  return shipment;
};
const dispatchAll = async (fulfilmentId: string): Promise<void> => {
  while ((await dispatch(fulfilmentId)) !== null);
};
const statusOf = async (fulfilmentId: string): Promise<string | undefined> =>
  (
    await world.rows<{ status: string }>('select status from fulfilment_order where id = $1', [
      fulfilmentId,
    ])
  )[0]?.status;
/** All rows that a command could write, to show that a refusal wrote none. */
const everything = (): Promise<object[]> =>
  world.rows(`
    select (select jsonb_agg(f order by id) from fulfilment_order f) as orders,
      (select jsonb_agg(l order by sales_order_line_id) from fulfilment_line l) as lines,
      (select jsonb_agg(p order by id) from promise p) as promises,
      (select jsonb_agg(a order by id) from allocation a) as allocations,
      (select jsonb_agg(b order by location_id, product_id) from stock_balance b) as balances,
      (select jsonb_agg(s order by id) from shipment s) as shipments,
      (select jsonb_agg(n order by series) from number_series n) as numbers,
      (select count(*) from stock_move) as moves, (select count(*) from package) as packages,
      (select count(*) from tracking_event) as events
  `);
const pumps = (quantity: string, requested?: string) => ({
  orderId: `order-${randomUUID()}`,
  lines: [
    {
      id: `line-${randomUUID()}`,
      productId: 'pump',
      quantity,
      ...(requested === undefined ? {} : { requested }),
    },
  ],
});

describe('an order that the gate hands over', () => {
  const order = {
    orderId: 'order-1',
    lines: [
      { id: 'line-1', productId: 'pump', quantity: '3' },
      { id: 'line-2', productId: 'valve', quantity: '1.5' },
    ],
  };

  test('is accepted once, however often it is delivered', async () => {
    const first = await world.release(order);
    expect(await world.release({ ...order, lines: order.lines.slice(1) })).toBe(first);
    const lines = await world.rows(
      'select ordered, position from fulfilment_line order by position',
    );
    expect(lines).toEqual([
      { ordered: '3.0000', position: 1 },
      { ordered: '1.5000', position: 2 },
    ]);
    expect(await statusOf(first)).toBe('ACCEPTED');
  });

  test.each([
    ['an unknown member', { note: 'call Ana' }],
    ['no customer', { customerId: undefined }],
    ['no line', { lines: [] }],
    [
      'a quantity of nothing',
      { lines: [{ lineId: 'x', productId: 'pump', quantity: '0', requestedDate: '2026-03-11' }] },
    ],
    [
      'an unknown product',
      { lines: [{ lineId: 'x', productId: 'ghost', quantity: '1', requestedDate: '2026-03-11' }] },
    ],
  ])('with %s is refused and leaves nothing', async (_what, change) => {
    const payload = {
      orderId: 'order-1',
      customerId: 'company',
      shipToAddressId: 'address',
      lines: [{ lineId: 'x', productId: 'pump', quantity: '1', requestedDate: '2026-03-11' }],
      ...change,
    };
    await expect(world.receive('order-released', payload)).rejects.toThrow();
    expect(await world.rows('select 1 from fulfilment_order')).toEqual([]);
  });

  test.each(['ordered = 99', `product_id = 'valve'`, `requested_date = '2027-01-01'`])(
    'is frozen: %s is refused',
    async (change) => {
      await world.release(order);
      await expect(world.rows(`update fulfilment_line set ${change}`)).rejects.toThrow('frozen');
    },
  );

  test('goes to the plant that covers most of it, else to the first by code', async () => {
    await world.stock('shelf-o', 'pump', '3');
    const covered = await world.release(order);
    const uncovered = await world.release(pumps('4'));
    const plants = await world.rows('select id, plant_id from fulfilment_order');
    expect(plants).toContainEqual({ id: covered, plant_id: 'osaka' });
    expect(plants).toContainEqual({ id: uncovered, plant_id: 'lyon' });
  });
});

describe('promiseOrder', () => {
  test.each<[guarantee: string, change: object, refused: string]>([
    ['an unknown order', { fulfilmentId: 'ghost' }, 'NOT_FOUND fulfilmentId'],
    ['a stale version', { expectedVersion: 7 }, 'CONFLICT expectedVersion'],
  ])('refuses %s and writes nothing', async (_guarantee, change, refused) => {
    const fulfilmentId = await world.release(pumps('1'));
    const before = await everything();
    const input = { fulfilmentId, expectedVersion: 1, ...change };
    expect(await world.run(promiseOrder, input)).toEqual({ refused });
    expect(await everything()).toEqual(before);
  });

  test('refuses an order that is promised already', async () => {
    const fulfilmentId = await world.release(pumps('1'));
    await promise(fulfilmentId);
    expect(await promise(fulfilmentId)).toEqual({ refused: 'INVALID_TRANSITION fulfilmentId' });
  });

  test('promises from stock after handling, else after the lead time, never before it was asked for', async () => {
    await world.stock('shelf-a', 'pump', '2');
    await world.stock('shelf-c', 'pump', '3');
    const fulfilmentId = await world.release({
      orderId: 'order-1',
      lines: [
        { id: 'from-stock', productId: 'pump', quantity: '4', requested: '2026-03-11' },
        { id: 'asked-later', productId: 'pump', quantity: '1', requested: '2026-05-04' },
        { id: 'not-in-stock', productId: 'valve', quantity: '1', requested: '2026-03-11' },
        { id: 'service', productId: 'training', quantity: '1', requested: '2026-03-11' },
      ],
    });
    // 23:30 in UTC is the next day in Lyon.
    world.clock.set('2026-03-10T23:30:00Z');
    await promise(fulfilmentId);
    const promises = await world.rows(
      `select sales_order_line_id as line, promised_date, original_promised_date, method, bottleneck
        from promise order by promised_date, sales_order_line_id`,
    );
    expect(promises).toEqual([
      {
        line: 'from-stock',
        promised_date: '2026-03-12',
        original_promised_date: '2026-03-12',
        method: 'STOCK',
        bottleneck: null,
      },
      {
        line: 'service',
        promised_date: '2026-03-15',
        original_promised_date: '2026-03-15',
        method: 'LEAD_TIME',
        bottleneck: 'lead time of 3 days',
      },
      {
        line: 'not-in-stock',
        promised_date: '2026-03-17',
        original_promised_date: '2026-03-17',
        method: 'LEAD_TIME',
        bottleneck: 'lead time of 5 days',
      },
      {
        line: 'asked-later',
        promised_date: '2026-05-04',
        original_promised_date: '2026-05-04',
        method: 'STOCK',
        bottleneck: null,
      },
    ]);
    expect(await statusOf(fulfilmentId)).toBe('PROMISED');
    await expect(
      world.rows(`update promise set original_promised_date = '2027-01-01'`),
    ).rejects.toThrow('kept');
  });

  test('two simultaneous promises do not use the same stock', async () => {
    await world.stock('shelf-a', 'pump', '5');
    const orders = await Promise.all([world.release(pumps('3')), world.release(pumps('3'))]);
    await Promise.all(orders.map(promise));
    const methods = await world.rows<{ method: string }>('select method from promise');
    expect(methods.map(({ method }) => method).sort()).toEqual(['LEAD_TIME', 'STOCK']);
  });
});

describe('allocate', () => {
  test('refuses unknown orders, stale versions and orders without a promise, and writes nothing', async () => {
    const fulfilmentId = await world.release(pumps('1'));
    const before = await everything();
    const refused = await Promise.all([
      world.run(allocate, { fulfilmentId: 'ghost', expectedVersion: 1 }),
      world.run(allocate, { fulfilmentId, expectedVersion: 2 }),
      world.run(allocate, { fulfilmentId, expectedVersion: 1 }),
    ]);
    expect(refused.map((answer) => answer.refused)).toEqual([
      'NOT_FOUND fulfilmentId',
      'CONFLICT expectedVersion',
      'INVALID_TRANSITION fulfilmentId',
    ]);
    expect(await everything()).toEqual(before);
  });

  test('refuses an order for which stock is short, and reserves none of it', async () => {
    await world.stock('shelf-a', 'pump', '5');
    const fulfilmentId = await world.release({
      orderId: 'order-1',
      lines: [
        { id: 'line-1', productId: 'pump', quantity: '5' },
        { id: 'line-2', productId: 'valve', quantity: '1' },
      ],
    });
    await promise(fulfilmentId);
    const before = await everything();
    expect(await reserve(fulfilmentId)).toEqual({ refused: 'STOCK_SHORT fulfilmentId' });
    expect(await everything()).toEqual(before);
  });

  test('reserves place by place and lot by lot, and never what another order was promised', async () => {
    await world.stock('shelf-a', 'pump', '2', 'L1');
    await world.stock('shelf-a', 'pump', '2', 'L2');
    await world.stock('shelf-c', 'pump', '4');
    const promised = await world.release(pumps('3'));
    await promise(promised);
    const second = await world.release(pumps('6'));
    await promise(second);
    expect(await reserve(second)).toEqual({ refused: 'STOCK_SHORT fulfilmentId' });
    await world.stock('shelf-b', 'pump', '1');
    expect(await reserve(second)).toEqual({ fulfilment: second });
    const places = await world.rows(
      'select location_id, lot, quantity from allocation order by location_id, lot',
    );
    expect(places).toEqual([
      { location_id: 'shelf-a', lot: 'L1', quantity: '2.0000' },
      { location_id: 'shelf-a', lot: 'L2', quantity: '2.0000' },
      { location_id: 'shelf-b', lot: null, quantity: '1.0000' },
      { location_id: 'shelf-c', lot: null, quantity: '1.0000' },
    ]);
    expect(await reserve(promised)).toEqual({ fulfilment: promised });
  });

  test('eight simultaneous orders reserve what is there and no more', async () => {
    await world.stock('shelf-a', 'pump', '4');
    await world.stock('shelf-c', 'valve', '100');
    const orders = await Promise.all(
      Array.from({ length: 8 }, (_, index) => {
        const lines = [
          { id: `pump-${String(index)}`, productId: 'pump', quantity: '1' },
          { id: `valve-${String(index)}`, productId: 'valve', quantity: '2' },
        ];
        return world.release({
          orderId: `order-${String(index)}`,
          lines: index % 2 ? lines : lines.reverse(),
        });
      }),
    );
    await world.rows(`update fulfilment_order set status = 'PROMISED'`);
    const answers = await Promise.all(orders.map(reserve));
    expect(answers.filter(({ refused }) => refused === 'STOCK_SHORT fulfilmentId')).toHaveLength(4);
    const balances = await world.rows(
      `select product_id, on_hand, allocated from stock_balance where usage = 'INTERNAL' order by 1`,
    );
    expect(balances).toEqual([
      { product_id: 'pump', on_hand: '4.0000', allocated: '4.0000' },
      { product_id: 'valve', on_hand: '100.0000', allocated: '8.0000' },
    ]);
  });

  test('the database itself refuses more than is on hand, and more than was ordered', async () => {
    await world.stock('shelf-a', 'pump', '5');
    await world.release({
      orderId: 'order-1',
      lines: [{ id: 'line-1', productId: 'pump', quantity: '7' }],
    });
    await world.release({
      orderId: 'order-2',
      lines: [{ id: 'line-2', productId: 'pump', quantity: '3' }],
    });
    const reserveByHand = (line: string, quantity: number) =>
      world.rows(
        `insert into allocation values ($1, $2, 'pump', 'shelf-a', null, $3, 'HARD', now(), null)`,
        [randomUUID(), line, quantity],
      );
    await expect(reserveByHand('line-1', 6)).rejects.toMatchObject({
      constraint: 'stock_balance_allocated_within_on_hand',
    });
    await expect(reserveByHand('line-2', 4)).rejects.toMatchObject({
      constraint: 'fulfilment_line_within_ordered',
    });
    await expect(
      world.rows(`update fulfilment_line set shipped = 4 where sales_order_line_id = 'line-2'`),
    ).rejects.toMatchObject({ constraint: 'fulfilment_line_within_ordered' });
  });
});

describe('from reservation to goods issue', () => {
  const twoWarehouses = async (): Promise<string> => {
    await world.stock('shelf-a', 'pump', '2');
    await world.stock('shelf-c', 'pump', '3');
    const fulfilmentId = await world.release({
      orderId: 'order-1',
      lines: [{ id: 'line-1', productId: 'pump', quantity: '4', requested: '2026-03-11' }],
    });
    await promise(fulfilmentId);
    await reserve(fulfilmentId);
    return fulfilmentId;
  };

  test('createShipment refuses unknown orders, orders without reservations, and a second time the same goods', async () => {
    const unreserved = await world.release(pumps('1'));
    expect(await plan('ghost')).toEqual({ refused: 'NOT_FOUND fulfilmentId' });
    expect(await plan(unreserved)).toEqual({ refused: 'INVALID_TRANSITION fulfilmentId' });
    const fulfilmentId = await twoWarehouses();
    await plan(fulfilmentId);
    await plan(fulfilmentId);
    const before = await everything();
    expect(await plan(fulfilmentId)).toEqual({ refused: 'QUANTITY_EXCEEDED fulfilmentId' });
    expect(await everything()).toEqual(before);
  });

  test('a shipment holds what is reserved in one warehouse, points at the order’s address and has the next number', async () => {
    const fulfilmentId = await twoWarehouses();
    await plan(fulfilmentId);
    await plan(fulfilmentId);
    const shipments = await world.rows(
      `select s.number, s.status, s.warehouse_id, s.carrier_id, s.ship_to_address_id,
          s.estimated_delivery, line.quantity
        from shipment s join shipment_line line on line.shipment_id = s.id order by s.number`,
    );
    expect(shipments).toEqual([
      {
        number: 'SHP-LYS-2026-000001',
        status: 'PLANNED',
        warehouse_id: 'lyon-1',
        carrier_id: 'carrier',
        ship_to_address_id: 'address-of-company',
        estimated_delivery: '2026-03-13',
        quantity: '2.0000',
      },
      {
        number: 'SHP-LYS-2026-000002',
        status: 'PLANNED',
        warehouse_id: 'lyon-2',
        carrier_id: null,
        ship_to_address_id: 'address-of-company',
        estimated_delivery: null,
        quantity: '2.0000',
      },
    ]);
  });

  test('simultaneous shipments leave no gap in the numbers', async () => {
    await world.stock('shelf-a', 'pump', '10');
    const orders = await Promise.all(Array.from({ length: 8 }, () => world.release(pumps('1'))));
    for (const order of orders) await promise(order);
    for (const order of orders) await reserve(order);
    await Promise.all(orders.map(plan));
    const numbers = await world.rows<{ number: string }>(
      'select number from shipment order by number',
    );
    expect(numbers.map(({ number }) => Number(number.slice(-6)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('each step refuses an unknown shipment, a stale version and a step out of turn, and writes nothing', async () => {
    const fulfilmentId = await twoWarehouses();
    const { shipment } = await plan(fulfilmentId);
    const before = await everything();
    const known = { shipmentId: shipment ?? '', expectedVersion: 1, idempotencyKey: randomUUID() };
    const steps: ((input: typeof known) => Promise<Answer>)[] = [
      (input) => world.run(pickShipment, input),
      (input) => world.run(packShipment, input),
      (input) => world.run(postGoodsIssue, input),
    ];
    for (const step of steps) {
      expect(await step({ ...known, shipmentId: 'ghost' })).toEqual({
        refused: 'NOT_FOUND shipmentId',
      });
      expect(await step({ ...known, expectedVersion: 2 })).toEqual({
        refused: 'CONFLICT expectedVersion',
      });
    }
    const outOfTurn = { refused: 'INVALID_TRANSITION shipmentId' };
    expect(await pack(shipment ?? '')).toEqual(outOfTurn);
    expect(await issue(shipment ?? '')).toEqual(outOfTurn);
    expect(await everything()).toEqual(before);
    await pick(shipment ?? '');
    expect(await pick(shipment ?? '')).toEqual(outOfTurn);
    expect(await issue(shipment ?? '')).toEqual(outOfTurn);
  });

  test('goods are packed into the parcels that are named, else into one that weighs what they weigh', async () => {
    const fulfilmentId = await twoWarehouses();
    const first = (await plan(fulfilmentId)).shipment ?? '';
    const second = (await plan(fulfilmentId)).shipment ?? '';
    await pick(first);
    await pick(second);
    await pack(first);
    await pack(second, [{ weightGrams: 900 }, { weightGrams: 2200, trackingNumber: 'RF-2026-77' }]);
    const parcels = await world.rows(
      'select shipment_id, weight_grams, tracking_number from package order by weight_grams',
    );
    expect(parcels).toEqual([
      { shipment_id: second, weight_grams: 900, tracking_number: null },
      { shipment_id: second, weight_grams: 2200, tracking_number: 'RF-2026-77' },
      { shipment_id: first, weight_grams: 3000, tracking_number: null },
    ]);
    const numbers = await world.rows('select id, tracking_number from shipment');
    expect(numbers).toContainEqual({ id: second, tracking_number: 'RF-2026-77' });
  });

  test('a tracking number with words in it is no input', () => {
    const parcel = { weightGrams: 1, trackingNumber: 'Ana Sample, 5 Rue' };
    const parsed = packShipment.input.safeParse({
      shipmentId: 'x',
      expectedVersion: 1,
      packages: [parcel],
    });
    expect(parsed.error?.issues.map(({ path }) => path)).toEqual([
      ['packages', 0, 'trackingNumber'],
    ]);
  });

  test('the goods issue moves stock to the customers, counts it as shipped and settles the promise', async () => {
    const fulfilmentId = await twoWarehouses();
    const first = (await dispatch(fulfilmentId)) ?? '';
    expect(await statusOf(fulfilmentId)).toBe('PARTIALLY_SHIPPED');
    expect(await world.rows('select allocated, shipped from fulfilment_line')).toEqual([
      { allocated: '2.0000', shipped: '2.0000' },
    ]);
    expect(await world.rows('select status from promise')).toEqual([{ status: 'CONFIRMED' }]);
    world.clock.set('2026-03-12T10:00:00Z');
    await dispatch(fulfilmentId);
    expect(await statusOf(fulfilmentId)).toBe('SHIPPED');
    expect(await world.rows('select allocated, shipped from fulfilment_line')).toEqual([
      { allocated: '0.0000', shipped: '4.0000' },
    ]);
    // Promised for the 11th, the last goods left on the 12th.
    expect(await world.rows('select status from promise')).toEqual([{ status: 'BROKEN' }]);
    const moves = await world.rows(
      `select from_location_id, to_location_id, quantity, reason, unit_cost_minor
        from stock_move where reference = $1`,
      [first],
    );
    expect(moves).toEqual([
      {
        from_location_id: 'shelf-a',
        to_location_id: 'customer',
        quantity: '2.0000',
        reason: 'SHIPMENT',
        unit_cost_minor: '42000',
      },
    ]);
    const balances = await world.rows(
      `select location_id, on_hand, allocated from stock_balance
        where product_id = 'pump' and location_id <> 'supplier' order by location_id`,
    );
    expect(balances).toEqual([
      { location_id: 'customer', on_hand: '4.0000', allocated: '0.0000' },
      { location_id: 'shelf-a', on_hand: '0.0000', allocated: '0.0000' },
      { location_id: 'shelf-c', on_hand: '1.0000', allocated: '0.0000' },
    ]);
    expect(await verifyStockLedger(world.database, null)).toMatchObject({ moves: 4, ok: true });
    const events = await world.rows('select code, location_country, text from tracking_event');
    expect(events).toEqual([
      { code: 'GOODS_ISSUED', location_country: 'FR', text: null },
      { code: 'GOODS_ISSUED', location_country: 'FR', text: null },
    ]);
    expect(await issue(first)).toEqual({ refused: 'INVALID_TRANSITION shipmentId' });
  });

  test('of two simultaneous goods issues of one shipment one is refused', async () => {
    const fulfilmentId = await twoWarehouses();
    const shipmentId = (await plan(fulfilmentId)).shipment ?? '';
    await pick(shipmentId);
    await pack(shipmentId);
    const answers = await Promise.all([issue(shipmentId), issue(shipmentId)]);
    expect(answers).toContainEqual({ shipment: shipmentId });
    expect(answers).toContainEqual({ refused: 'CONFLICT expectedVersion' });
    expect(await world.rows('select 1 from stock_move where reference is not null')).toHaveLength(
      1,
    );
  });

  test('simultaneous goods issues of many orders all come through and the ledger holds', async () => {
    await world.stock('shelf-a', 'pump', '12');
    await world.stock('shelf-c', 'pump', '12');
    await world.stock('shelf-b', 'valve', '40');
    const orders = await Promise.all(
      Array.from({ length: 8 }, (_, index) => {
        const lines = [
          { id: `pump-${String(index)}`, productId: 'pump', quantity: '3' },
          { id: `valve-${String(index)}`, productId: 'valve', quantity: '5' },
        ];
        return world.release({
          orderId: `order-${String(index)}`,
          lines: index % 2 ? lines : lines.reverse(),
        });
      }),
    );
    await Promise.all(orders.map(promise));
    await Promise.all(orders.map(reserve));
    await Promise.all(orders.map(dispatchAll));
    expect((await verifyStockLedger(world.database, null)).ok).toBe(true);
    const open = await world.rows('select 1 from fulfilment_line where shipped < ordered');
    expect(open).toEqual([]);
  });

  test('a service on the order holds up neither the reservation nor the last shipment', async () => {
    await world.stock('shelf-a', 'pump', '1');
    const fulfilmentId = await world.release({
      orderId: 'order-1',
      lines: [
        { id: 'line-1', productId: 'pump', quantity: '1' },
        { id: 'line-2', productId: 'training', quantity: '2' },
      ],
    });
    await promise(fulfilmentId);
    await reserve(fulfilmentId);
    await dispatch(fulfilmentId);
    expect(await statusOf(fulfilmentId)).toBe('SHIPPED');
  });

  test('finance learns the quantities of shipments of that order whose goods have left, and of no other', async () => {
    const fulfilmentId = await twoWarehouses();
    const issued = await dispatch(fulfilmentId);
    const planned = (await plan(fulfilmentId)).shipment ?? '';
    expect(
      await world.ask({ orderId: 'order-1', shipmentIds: [issued, planned, 'ghost'] }),
    ).toEqual({
      lines: [{ shipmentId: issued, lineId: 'line-1', quantity: '2.0000' }],
    });
    expect(await world.ask({ orderId: 'order-2', shipmentIds: [issued] })).toEqual({ lines: [] });
  });
});
