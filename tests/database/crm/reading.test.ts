import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCrmWorld, type CrmWorld } from './crmWorld.ts';
import { insertReadables } from './readables.ts';

let world: CrmWorld;

beforeAll(async () => {
  world = await createCrmWorld();
  await insertReadables(world.owner);
});
afterAll(() => world.close());

const eur = (minorUnits: string): object => ({ minorUnits, currency: 'EUR' });

const board = `query ($first: Int, $filter: OpportunityFilter) {
  pipeline(first: $first, filter: $filter) {
    totalCount
    totals { count amount { minorUnits currency } weighted { minorUnits currency }
             byStage { stage count amount { minorUnits } weighted { minorUnits } } }
    edges { node { id customer { id tradeName } lines { quantity product { id } } } } } }`;

const idsOf = (connection: { edges: readonly { node: { id: string } }[] }): readonly string[] =>
  connection.edges.map(({ node }) => node.id);

test('a board for planning leaves natural persons and sole traders out, of rows, counts and sums', async () => {
  const { body } = await world.read(board, { first: 100 }, 'sales-planning');
  expect(body.errors).toBeUndefined();
  const { pipeline } = body.data;
  expect(idsOf(pipeline)).toEqual(['deal-eur', 'deal-odd', 'deal-jpy']);
  expect(pipeline.totalCount).toBe(3);
  expect(pipeline.totals.count).toBe(3);
  // 100,000 + 101 + 50,000 yen at 0.0062 euro = 31,000 cents
  expect(pipeline.totals.amount).toEqual(eur('131101'));
});

test('who may see natural persons sees their deals on the same board', async () => {
  const { body } = await world.read(board, { first: 100 });
  expect(idsOf(body.data.pipeline)).toEqual([
    'deal-eur',
    'deal-person',
    'deal-trader',
    'deal-odd',
    'deal-jpy',
  ]);
  expect(body.data.pipeline.totals).toMatchObject({ count: 5, amount: eur('131601') });
});

test('totals are over every deal that the filter selects, whatever the page; weighted ones are rounded once', async () => {
  const { body } = await world.read(board, { first: 1 }, 'sales-planning');
  const { totals, edges } = body.data.pipeline;
  expect(edges).toHaveLength(1);
  // 50,000 + 50.5 at PROPOSAL, 24,800 at NEGOTIATION: 74,850.5 goes to the even one.
  expect(totals.weighted).toEqual(eur('74850'));
  expect(totals.byStage).toEqual([
    {
      stage: 'PROPOSAL',
      count: 2,
      amount: { minorUnits: '100101' },
      weighted: { minorUnits: '50050' },
    },
    {
      stage: 'NEGOTIATION',
      count: 1,
      amount: { minorUnits: '31000' },
      weighted: { minorUnits: '24800' },
    },
  ]);
});

test.each<[filter: object, expected: readonly string[]]>([
  [{ stages: ['NEGOTIATION'] }, ['deal-jpy']],
  [{ closeTo: '2026-03-31' }, ['deal-eur']],
  [{ closeFrom: '2026-04-01', closeTo: '2026-05-31' }, ['deal-odd']],
  [{ ownerId: 'nobody' }, []],
  [{ category: 'COMMIT' }, ['deal-jpy']],
])('the filter %j selects rows and totals alike', async (filter, expected) => {
  const { body } = await world.read(board, { first: 100, filter }, 'sales-planning');
  expect(idsOf(body.data.pipeline)).toEqual(expected);
  expect(body.data.pipeline.totals.count).toBe(expected.length);
});

test('a customer has the totals of its own deals', async () => {
  const { body } = await world.read(
    `{ customers(filter: { ids: ["company", "person"] }) { edges { node { id opportunities(first: 1) {
       edges { node { id } } totals { count weighted { minorUnits currency } } } } } } }`,
  );
  const totals = body.data.customers.edges.map(
    ({ node }: { node: { id: string; opportunities: { totals: unknown } } }) => [
      node.id,
      node.opportunities.totals,
    ],
  );
  expect(totals).toEqual([
    ['company', { count: 3, weighted: eur('74850') }],
    ['person', { count: 1, weighted: eur('100') }],
  ]);
  expect(world.store.lastSubrequest()).toMatchObject({ statements: 3 });
});

test.each([
  ['customer', 'person'],
  ['customer', 'trader'],
  ['opportunity', 'deal-person'],
])('for planning there is no %s %s', async (field, id) => {
  const { body } = await world.read(`{ ${field}(id: "${id}") { id } }`, {}, 'sales-planning');
  expect(body.data).toEqual({ [field]: null });
});

test('customer 360: what CRM holds of it', async () => {
  const { body } = await world.read(
    `{ customer(id: "company") {
         id customerNumber tradeName lifecycle segment tier industry erpVisible
         accountOwner { id employeeNumber } territory { countryCode }
         account { healthScore churnRisk nextRenewalDate fieldCount annualRevenue { minorUnits }
           customFields(keys: ["nps_last", "sla_tier"]) { key label dataType text number } }
         contacts(first: 5) { edges { node { role isPrimary person { id } } } }
         primaryContact { id }
         cases(first: 5, status: [OPEN]) { edges { node { number subject priority
           description { text redacted excerpt(length: 5) } } } }
         contracts { edges { node { number termination { reason } amendments { summary } } } }
       } }`,
  );
  expect(body.errors).toBeUndefined();
  expect(body.data.customer).toEqual({
    id: 'company',
    customerNumber: 'C-1',
    tradeName: 'Acme Pumps',
    lifecycle: 'ACTIVE',
    segment: 'MID_MARKET',
    tier: null,
    industry: null,
    erpVisible: true,
    accountOwner: { id: 'rep-1', employeeNumber: 'E-001' },
    territory: { countryCode: 'FR' },
    account: {
      healthScore: 82,
      churnRisk: '0.1250',
      nextRenewalDate: '2026-09-30',
      fieldCount: 11,
      annualRevenue: { minorUnits: '5000000' },
      customFields: [
        { key: 'nps_last', label: 'Last survey', dataType: 'NUMBER', text: null, number: '9.0000' },
        {
          key: 'sla_tier',
          label: 'Service level',
          dataType: 'PICKLIST',
          text: 'gold',
          number: null,
        },
      ],
    },
    contacts: {
      edges: [{ node: { role: 'BUYER', isPrimary: true, person: { id: 'person-company' } } }],
    },
    primaryContact: { id: 'person-company' },
    cases: {
      edges: [
        {
          node: {
            number: 'CASE-1',
            subject: 'Pump is loud',
            priority: 'HIGH',
            description: { text: '🔧🔧🔧 rattles', redacted: false, excerpt: '🔧🔧🔧 r' },
          },
        },
      ],
    },
    contracts: { edges: [{ node: { number: 'CT-1', termination: null, amendments: [] } }] },
  });
});

test('collections sees the open cases of a customer, and for planning they are refused', async () => {
  const cases =
    '{ customer(id: "company") { cases(status: [OPEN]) { edges { node { subject } } } } }';
  const seen = await world.read(cases, {}, 'collections');
  expect(seen.body.data.customer.cases.edges).toEqual([{ node: { subject: 'Pump is loud' } }]);
  const refused = await world.read(cases, {}, 'sales-planning');
  expect(refused.body.data?.customer?.cases).toBeUndefined();
});

test('a prospect, and a customer without a signed order, are nothing to the ERP', async () => {
  const { body } = await world.read(
    `{ customers(filter: { ids: ["prospect", "company", "trader"] }) {
         edges { node { id erpVisible } } } }`,
  );
  expect(
    Object.fromEntries(
      body.data.customers.edges.map(({ node }: { node: { id: string; erpVisible: boolean } }) => [
        node.id,
        node.erpVisible,
      ]),
    ),
  ).toEqual({ company: true, trader: false, prospect: false });
});

test('a list price is that of one piece in the list that is valid today', async () => {
  const { body } = await world.read(
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Product {
       sellable eur: listPrice(currency: EUR) { minorUnits } usd: listPrice(currency: USD) { minorUnits } } } }`,
    {
      of: ['product-pump', 'product-secret', 'product-none'].map((id) => ({
        __typename: 'Product',
        id,
      })),
    },
  );
  expect(body.data._entities).toEqual([
    { sellable: true, eur: { minorUnits: '9999' }, usd: null },
    { sellable: false, eur: { minorUnits: '100' }, usd: null },
    null,
  ]);
});

test('a lead that is not converted is a natural person to every purpose', async () => {
  const { body } = await world.read('{ leads { totalCount edges { node { id } } } }');
  expect(body.data.leads.totalCount).toBe(2);
  const refused = await world.read('{ lead(id: "lead-open") { id } }', {}, 'sales-planning');
  expect(refused.body.data?.lead ?? null).toBeNull();
});

test('order status: what CRM holds of it, found by its number', async () => {
  const { body } = await world.read(
    `{ salesOrderByNumber(number: "SO-1") { status netTotal { minorUnits currency exponent } orderDate
         gate { allowed } customer { tradeName } shipTo { id } lines { lineNumber product { id } order { id } } } }`,
    {},
    'customer-care',
  );
  expect(body.data.salesOrderByNumber).toEqual({
    status: 'SIGNED',
    netTotal: { minorUnits: '10000', currency: 'EUR', exponent: 2 },
    orderDate: '2026-01-05',
    gate: null,
    customer: { tradeName: 'Acme Pumps' },
    shipTo: { id: 'address-ship' },
    lines: [{ lineNumber: 1, product: { id: 'product-pump' }, order: { id: 'order-signed' } }],
  });
});

test.each([
  ['ORDER_DATE', 'DESC', ['order-late', 'order-signed', 'order-early']],
  ['NET_TOTAL', 'ASC', ['order-early', 'order-signed', 'order-late']],
  ['NUMBER', 'ASC', ['order-signed', 'order-early', 'order-late']],
])('orders by %s %s', async (field, direction, expected) => {
  const { body } = await world.read(
    `{ customer(id: "company") { orders(orderBy: { field: ${field}, direction: ${direction} }) {
         edges { node { id } } } } }`,
  );
  expect(idsOf(body.data.customer.orders)).toEqual(expected);
});

test('a page of orders with customers, lines and products costs a statement a type, whatever its size', async () => {
  const query = (first: number): string =>
    `{ salesOrders(first: ${String(first)}) { edges { node { id customer { id territory { code } }
       lines { id product { id } } salesRep { id } statusHistory { to } } } } }`;
  await world.read(query(1));
  const one = world.store.lastSubrequest().statements;
  await world.read(query(100));
  expect(world.store.lastSubrequest()).toMatchObject({ statements: one });
  expect(one).toBe(3);
});

test('a text that people typed can be too long to excerpt', async () => {
  const { body } = await world.read(
    '{ serviceCase(id: "case-1") { description { excerpt(length: 100000) } } }',
  );
  expect(body.errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
});

test('without a reporting currency there are no totals, and the board still shows its deals', async () => {
  await world.owner.query('update planning_rate set is_reporting = false');
  const { body } = await world.read(board, { first: 100 });
  await world.owner.query(`update planning_rate set is_reporting = true where currency = 'EUR'`);
  expect(body.data.pipeline.totals).toBeNull();
  expect(body.data.pipeline.edges).toHaveLength(5);
});
