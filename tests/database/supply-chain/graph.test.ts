import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { supplyChain } from '../../../subgraphs/supply-chain/store.ts';
import { compileProject, projectSdl } from '../../support/project.ts';
import {
  startTestStore,
  type Question,
  type Reply,
  type TestStore,
} from '../../support/testStore.ts';
import { createWorld, type World } from './world.ts';

/** The store as its gateway meets it: signed sub-requests under the project's own policy. */
let world: World;
let store: TestStore;

beforeAll(async () => {
  world = await createWorld();
  store = await startTestStore({
    definition: supplyChain,
    sdl: projectSdl('supply-chain'),
    policy: compileProject().lock,
    clock: world.clock,
    database: world.clone,
  });
});
beforeEach(() => world.reset());
afterAll(async () => {
  await store.close(false);
  await world.close();
});

const rolesOf: Readonly<Record<string, string>> = {
  'account-management': 'account-manager',
  'customer-care': 'care-agent',
  'sales-planning': 'sales-lead',
  'financial-close': 'controller',
  'production-planning': 'planner',
  fulfilment: 'dispatcher',
};

const ask = async (purpose: string, query: string, variables: Question['variables'] = {}) => {
  const claims = { purpose, roles: [rolesOf[purpose] ?? 'dispatcher'] };
  const reply: Reply = await store.ask({ query, variables, claims });
  return reply.body;
};
const entity = async (purpose: string, representation: object, fields: string) => {
  const body = await ask(
    purpose,
    `query($of: [_Any!]!) { _entities(representations: $of) { ${fields} } }`,
    { of: [representation] },
  );
  return body;
};

/** A pump for the company and one for Ana, promised, the company's shipped as well. */
const twoOrders = async (): Promise<{ company: string; ana: string; shipment: string }> => {
  await world.stock('shelf-a', 'pump', '10');
  const lines = (id: string) => [{ id, productId: 'pump', quantity: '2' }];
  const company = await world.release({ orderId: 'order-1', lines: lines('line-1') });
  const ana = await world.release({
    orderId: 'order-2',
    customerId: 'ana',
    lines: lines('line-2'),
  });
  for (const fulfilment of [company, ana]) {
    await command('promiseOrder', { fulfilmentId: fulfilment, expectedVersion: 1 });
    await command('allocate', { fulfilmentId: fulfilment, expectedVersion: 2 });
    await command('createShipment', { fulfilmentId: fulfilment, idempotencyKey: randomUUID() });
  }
  const [row] = await world.rows<{ id: string }>(
    `select id from shipment where sales_order_id = 'order-1'`,
  );
  const shipmentId = row?.id ?? '';
  await command('pickShipment', { shipmentId, expectedVersion: 1 });
  await command('packShipment', { shipmentId, expectedVersion: 2 });
  return { company, ana, shipment: shipmentId };
};

const signatures: Readonly<Record<string, readonly [variables: string, payload: string]>> = {
  promiseOrder: ['$fulfilmentId: ID!, $expectedVersion: Int!', 'fulfilment { id status version }'],
  allocate: ['$fulfilmentId: ID!, $expectedVersion: Int!', 'fulfilment { id status version }'],
  createShipment: ['$fulfilmentId: ID!, $idempotencyKey: ID!', 'shipment { id number status }'],
  pickShipment: ['$shipmentId: ID!, $expectedVersion: Int!', 'shipment { id status version }'],
  packShipment: [
    '$shipmentId: ID!, $expectedVersion: Int!, $packages: [PackageInput!]',
    'shipment { id status packages { weightGrams } }',
  ],
  postGoodsIssue: [
    '$shipmentId: ID!, $expectedVersion: Int!, $idempotencyKey: ID!',
    'shipment { id status goodsIssueAt version }',
  ],
};
const command = async (name: string, variables: Readonly<Record<string, unknown>>) => {
  const [declared = '', payload = ''] = signatures[name] ?? [];
  const passed = [...declared.matchAll(/\$(\w+)/g)].map(([, word = '']) => `${word}: $${word}`);
  const body = await ask(
    'fulfilment',
    `mutation(${declared}) { ${name}(${passed.join(', ')}) { ${payload} errors { code path } } }`,
    variables,
  );
  return body.data?.[name] ?? body;
};

describe('commands', () => {
  const bad = [
    ['promiseOrder', { fulfilmentId: '', expectedVersion: 1 }, 'fulfilmentId'],
    ['promiseOrder', { fulfilmentId: 'x', expectedVersion: -1 }, 'expectedVersion'],
    ['allocate', { fulfilmentId: 'x', expectedVersion: 0 }, 'expectedVersion'],
    ['createShipment', { fulfilmentId: 'x', idempotencyKey: 'again' }, 'idempotencyKey'],
    ['pickShipment', { shipmentId: 'x'.repeat(65), expectedVersion: 1 }, 'shipmentId'],
    ['packShipment', { shipmentId: 'x', expectedVersion: 1, packages: [] }, 'packages'],
    [
      'packShipment',
      { shipmentId: 'x', expectedVersion: 1, packages: [{ weightGrams: 0 }] },
      'packages.0.weightGrams',
    ],
    [
      'postGoodsIssue',
      { shipmentId: 'x', expectedVersion: 1, idempotencyKey: '1' },
      'idempotencyKey',
    ],
  ] as const;

  test.each(bad)('%s with %j is refused at its path', async (name, input, path) => {
    const { errors } = await command(name, input);
    expect(errors).toEqual([{ code: 'INVALID_INPUT', path: path.split('.') }]);
  });

  test('are refused for a purpose that may not write', async () => {
    const fulfilmentId = await world.release({
      orderId: 'order-1',
      lines: [{ id: 'line-1', productId: 'pump', quantity: '1' }],
    });
    const body = await ask(
      'account-management',
      'mutation($id: ID!) { promiseOrder(fulfilmentId: $id, expectedVersion: 1) { errors { code } } }',
      { id: fulfilmentId },
    );
    expect(body.errors[0].extensions.code).toBe('NOT_PERMITTED');
    expect(await world.rows('select 1 from promise')).toEqual([]);
  });

  test('a replayed goods issue answers the first result and moves nothing; another input is refused', async () => {
    const { shipment } = await twoOrders();
    const key = randomUUID();
    const input = { shipmentId: shipment, expectedVersion: 3, idempotencyKey: key };
    const first = await command('postGoodsIssue', input);
    expect(first).toMatchObject({ shipment: { status: 'GOODS_ISSUED', version: 4 }, errors: [] });
    const moves = await world.rows('select id from stock_move order by sequence');
    expect(await command('postGoodsIssue', input)).toEqual(first);
    expect(await command('postGoodsIssue', { ...input, expectedVersion: 4 })).toEqual({
      shipment: null,
      errors: [{ code: 'REPLAY_MISMATCH', path: ['idempotencyKey'] }],
    });
    expect(await world.rows('select id from stock_move order by sequence')).toEqual(moves);
  });

  test('two simultaneous calls with one key plan one shipment', async () => {
    await world.stock('shelf-a', 'pump', '2');
    const fulfilmentId = await world.release({
      orderId: 'order-1',
      lines: [{ id: 'line-1', productId: 'pump', quantity: '2' }],
    });
    await command('promiseOrder', { fulfilmentId, expectedVersion: 1 });
    await command('allocate', { fulfilmentId, expectedVersion: 2 });
    const input = { fulfilmentId, idempotencyKey: randomUUID() };
    const [first, second] = await Promise.all([
      command('createShipment', input),
      command('createShipment', input),
    ]);
    expect(first).toMatchObject({ shipment: { number: 'SHP-LYS-2026-000001' }, errors: [] });
    expect(second).toEqual(first);
  });
});

describe('rows of natural persons', () => {
  const list = '{ shipments { totalCount edges { node { id salesOrder { id } promisedDate } } } }';

  test('are left out of lists, counts and references for a purpose that may not see them', async () => {
    await twoOrders();
    const { data } = await ask('financial-close', list);
    expect(data.shipments.totalCount).toBe(1);
    expect(data.shipments.edges).toEqual([
      {
        node: { id: expect.any(String), salesOrder: { id: 'order-1' }, promisedDate: '2026-03-11' },
      },
    ]);
    const { data: orders } = await ask(
      'production-planning',
      '{ fulfilmentOrders { totalCount } }',
    );
    expect(orders.fulfilmentOrders.totalCount).toBe(1);
    const hidden = await entity(
      'financial-close',
      { __typename: 'SalesOrder', id: 'order-2' },
      '... on SalesOrder { fulfilmentStatus }',
    );
    expect(hidden.data._entities).toEqual([null]);
  });

  test('are there for a purpose that sees them', async () => {
    await twoOrders();
    const { data } = await ask('fulfilment', list);
    expect(data.shipments.totalCount).toBe(2);
  });

  test('a customer whose kind nobody has said is a natural person, until it is said', async () => {
    await world.release({
      orderId: 'order-3',
      customerId: 'newcomer',
      lines: [{ id: 'line-3', productId: 'pump', quantity: '1' }],
    });
    const count = async () =>
      (await ask('production-planning', '{ fulfilmentOrders { totalCount } }')).data
        .fulfilmentOrders.totalCount;
    expect(await count()).toBe(0);
    await world.receive('customer-known', { customerId: 'newcomer', partyKind: 'LEGAL_PERSON' });
    expect(await count()).toBe(1);
    await world.receive('customer-known', { customerId: 'newcomer', partyKind: 'SOLE_TRADER' });
    expect(await count()).toBe(0);
  });
});

describe('reads', () => {
  test.each([
    [
      'standard cost',
      'account-management',
      '{ product(id: "pump") { standardCost { minorUnits } } }',
    ],
    [
      'a carrier’s words',
      'account-management',
      '{ shipments { edges { node { events { text } } } } }',
    ],
    ['places and stock', 'sales-planning', '{ product(id: "pump") { stock { onHand } } }'],
    ['a shipment', 'sales-planning', '{ shipment(id: "x") { id } }'],
  ])('%s is not read for %s', async (_what, purpose, query) => {
    const body = await ask(purpose, query);
    expect(body.errors[0].extensions.code).toBe('NOT_PERMITTED');
  });

  test('a product is found by its id, by its SKU, and as a reference by either', async () => {
    const fields = 'id sku uom { code decimals } standardCost { minorUnits currency exponent }';
    const pump = {
      id: 'pump',
      sku: 'PMP-1',
      uom: { code: 'EA', decimals: 0 },
      standardCost: { minorUnits: '42000', currency: 'EUR', exponent: 2 },
    };
    const asked = (query: string) => ask('production-planning', query);
    expect((await asked(`{ product(id: "pump") { ${fields} } }`)).data.product).toEqual(pump);
    expect((await asked(`{ product(sku: "PMP-1") { ${fields} } }`)).data.product).toEqual(pump);
    expect((await asked('{ product(sku: "none") { id } }')).data.product).toBeNull();
    expect((await asked('{ product { id } }')).errors[0].extensions.code).toBe('INVALID_INPUT');
    for (const key of [{ id: 'pump' }, { sku: 'PMP-1' }]) {
      const body = await entity(
        'production-planning',
        { __typename: 'Product', ...key },
        `... on Product { ${fields} }`,
      );
      expect(body.data._entities).toEqual([pump]);
    }
  });

  test('what customer 360 shows of a customer follows the goods issue at once', async () => {
    const { shipment } = await twoOrders();
    const fields = `... on Customer { onTimeDeliveryPct
      openPromises { totalCount edges { node { promisedDate status } } }
      shipments(first: 5) { edges { node { number status estimatedDelivery trackingNumber } } } }`;
    const customer = { __typename: 'Customer', id: 'company' };
    const before = (await entity('account-management', customer, fields)).data._entities[0];
    expect(before).toEqual({
      onTimeDeliveryPct: null,
      openPromises: {
        totalCount: 1,
        edges: [{ node: { promisedDate: '2026-03-11', status: 'CONFIRMED' } }],
      },
      shipments: {
        edges: [
          {
            node: {
              number: 'SHP-LYS-2026-000001',
              status: 'PACKED',
              estimatedDelivery: '2026-03-13',
              trackingNumber: null,
            },
          },
        ],
      },
    });
    await command('postGoodsIssue', {
      shipmentId: shipment,
      expectedVersion: 3,
      idempotencyKey: randomUUID(),
    });
    const after = (await entity('account-management', customer, fields)).data._entities[0];
    expect(after).toMatchObject({
      onTimeDeliveryPct: '100.00',
      openPromises: { totalCount: 0, edges: [] },
      shipments: { edges: [{ node: { status: 'GOODS_ISSUED', estimatedDelivery: '2026-03-12' } }] },
    });
  });

  test('what order status shows of an order and its lines is read in one statement a type', async () => {
    const { shipment } = await twoOrders();
    await command('postGoodsIssue', {
      shipmentId: shipment,
      expectedVersion: 3,
      idempotencyKey: randomUUID(),
    });
    const body = await ask(
      'customer-care',
      `query($of: [_Any!]!) { _entities(representations: $of) {
        ... on SalesOrder { fulfilmentStatus promiseDate backorderedQuantity
          shipments(first: 10) { edges { node { status carrier { name } shipTo { id } events { code } } } } }
        ... on SalesOrderLine { shippedQuantity backorderedQuantity
          promise { requestedDate promisedDate originalPromisedDate status method revisions { to reason } } } } }`,
      {
        of: [
          { __typename: 'SalesOrder', id: 'order-1' },
          { __typename: 'SalesOrder', id: 'order-2' },
          { __typename: 'SalesOrderLine', id: 'line-1' },
          { __typename: 'SalesOrderLine', id: 'line-2' },
        ],
      },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data._entities).toMatchObject([
      {
        fulfilmentStatus: 'SHIPPED',
        promiseDate: '2026-03-11',
        backorderedQuantity: '0.0000',
        shipments: {
          edges: [
            {
              node: {
                status: 'GOODS_ISSUED',
                carrier: { name: 'Road Freight' },
                shipTo: { id: 'address-of-company' },
                events: [{ code: 'GOODS_ISSUED' }],
              },
            },
          ],
        },
      },
      { fulfilmentStatus: 'ALLOCATED', backorderedQuantity: '0.0000' },
      {
        shippedQuantity: '2.0000',
        promise: { requestedDate: '2026-03-11', status: 'KEPT', method: 'STOCK', revisions: [] },
      },
      { shippedQuantity: '0.0000', promise: { status: 'CONFIRMED' } },
    ]);
    // Orders' progress, backorder and shipments, carriers, events; lines' progress, promises, revisions.
    expect(store.lastSubrequest().statements).toBeLessThanOrEqual(8);
  });

  test('the dispatcher reads a shipment down to its moves, and the ledger', async () => {
    const { shipment } = await twoOrders();
    await command('postGoodsIssue', {
      shipmentId: shipment,
      expectedVersion: 3,
      idempotencyKey: randomUUID(),
    });
    const { data, errors } = await ask(
      'fulfilment',
      `query($id: ID!) { shipment(id: $id) { number fulfilment { status lines { ordered shipped product { sku } } }
        warehouse { code plant { code name } locations { code usage } defaultCarrier { name } }
        lines { quantity lot serials product { sku } salesOrderLine { id allocations { quantity } } }
        packages { weightGrams } moves { sequence reason quantity from { code warehouse { code } } to { usage } uom { code } reference } }
        stockMoves(productId: "pump", fromId: "shelf-a") { totalCount edges { node { reason } } }
        product(sku: "PMP-1") { stock(plantId: "lyon") { product { id } onHand allocated available byLocation { location { code } onHand } } }
        plants { code } verifyStockLedger { moves ok balanceDifferences negativeLocations { onHand } } }`,
      { id: shipment },
    );
    expect(errors).toBeUndefined();
    expect(data.shipment).toMatchObject({
      fulfilment: {
        status: 'SHIPPED',
        lines: [{ ordered: '2.0000', shipped: '2.0000', product: { sku: 'PMP-1' } }],
      },
      warehouse: {
        code: 'LYS-1',
        plant: { code: 'LYS' },
        defaultCarrier: { name: 'Road Freight' },
      },
      lines: [
        {
          quantity: '2.0000',
          lot: null,
          serials: [],
          product: { sku: 'PMP-1' },
          salesOrderLine: { id: 'line-1', allocations: [] },
        },
      ],
      packages: [{ weightGrams: 3000 }],
      moves: [
        {
          reason: 'SHIPMENT',
          quantity: '2.0000',
          from: { code: 'LYS-1-A', warehouse: { code: 'LYS-1' } },
          to: { usage: 'CUSTOMER' },
          uom: { code: 'EA' },
          reference: shipment,
        },
      ],
    });
    expect(data.stockMoves).toEqual({ totalCount: 1, edges: [{ node: { reason: 'SHIPMENT' } }] });
    expect(data.product.stock).toEqual({
      product: { id: 'pump' },
      onHand: '8.0000',
      allocated: '2.0000',
      available: '6.0000',
      byLocation: [{ location: { code: 'LYS-1-A' }, onHand: '8.0000' }],
    });
    expect(data.plants).toEqual([{ code: 'LYS' }, { code: 'OSA' }]);
    expect(data.verifyStockLedger).toEqual({
      moves: 2,
      ok: true,
      balanceDifferences: 0,
      negativeLocations: [],
    });
  });

  test('lists filter, and a page continues where the last one ended', async () => {
    await twoOrders();
    const page = (after: string | null) =>
      ask(
        'fulfilment',
        `query($after: String) { fulfilmentOrders(first: 1, after: $after, status: [ALLOCATED, PACKED]) {
          totalCount edges { node { salesOrder { id } } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
    const first = (await page(null)).data.fulfilmentOrders;
    expect(first).toMatchObject({
      totalCount: 2,
      edges: [{ node: { salesOrder: { id: expect.any(String) } } }],
      pageInfo: { hasNextPage: true },
    });
    const second = (await page(first.pageInfo.endCursor)).data.fulfilmentOrders;
    expect(second.pageInfo.hasNextPage).toBe(false);
    expect(second.edges).not.toEqual(first.edges);
    const { data } = await ask(
      'fulfilment',
      '{ products(kind: [SERVICE]) { edges { node { sku } } } }',
    );
    expect(data.products.edges).toEqual([{ node: { sku: 'TRN-1' } }]);
  });
});
