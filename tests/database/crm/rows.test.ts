import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { rowClassesOf, createDataSource } from '../../../subgraphs/host/database.ts';
import { rowShapeOf } from '../../../subgraphs/host/rows.ts';
import { crm } from '../../../subgraphs/crm/store.ts';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';
import { customerRow, insert, insertCompany, orderLineRow, orderRow } from './fixtures.ts';

let database: ClonedDatabase;
let owner: pg.Client;
let service: pg.Client;

beforeAll(async () => {
  database = await cloneDatabase(crm);
  owner = new pg.Client({ connectionString: database.ownerUrl });
  service = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await service.connect();
  await insertCompany(owner);
});

afterAll(async () => {
  await owner.end();
  await service.end();
  await database.drop();
});

beforeEach(() => service.query('begin'));
afterEach(() => service.query('rollback'));

const broken = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'nothing';
  } catch (error) {
    const { constraint, message } = error as { constraint?: string; message: string };
    return constraint ?? message;
  }
};

const signed = { status: 'SIGNED', signed_at: '2026-01-06T10:00:00Z' };

test.each([
  ['PERSON', 'customer_trade_name_is_no_personal_name'],
  ['SOLE_TRADER', 'customer_trade_name_is_no_personal_name'],
  ['COMPANY', 'nothing'],
  ['PUBLIC_BODY', 'nothing'],
])('a trade name of a %s: %s is broken', async (kind, expected) => {
  const row = customerRow('new', 'C-9', { kind, trade_name: 'A name' });
  expect(await broken(insert(service, 'customer', row))).toBe(expected);
});

test('party_kind follows the kind of each customer at once', async () => {
  const kinds = async (): Promise<unknown> =>
    (await service.query('select customer_id, kind from party_kind order by 1 limit 3')).rows;
  expect(await kinds()).toEqual([
    { customer_id: 'blocked', kind: 'LEGAL_PERSON' },
    { customer_id: 'company', kind: 'LEGAL_PERSON' },
    { customer_id: 'person', kind: 'NATURAL_PERSON' },
  ]);
  await service.query(`update customer set kind = 'SOLE_TRADER' where id = 'person'`);
  expect(await kinds()).toContainEqual({ customer_id: 'person', kind: 'SOLE_TRADER' });
});

test('a deal in a currency without a planning rate is refused', async () => {
  const row = {
    id: 'o',
    name: 'Deal',
    customer_id: 'company',
    stage: 'DEMO',
    probability: '0.3',
    amount_minor: 1,
    currency: 'USD',
    forecast_category: 'PIPELINE',
    expected_close_date: '2026-03-01',
    owner_id: 'rep-1',
    created_at: '2026-01-01T00:00:00Z',
    version: 1,
  };
  expect(await broken(insert(service, 'opportunity', row))).toBe('opportunity_currency_fkey');
});

test.each([
  ['changed', `update sales_order_line set quantity = 99`],
  ['deleted', `delete from sales_order_line`],
  ['moved away', `update sales_order_line set order_id = 'draft'`],
])('lines of a signed order are never %s, not even by the owner', async (_verb, statement) => {
  await insert(service, 'sales_order', orderRow('signed', 'company'), orderRow('draft', 'company'));
  await insert(service, 'sales_order_line', orderLineRow('signed', 1));
  await service.query(`update sales_order set status = 'SIGNED', signed_at = now()
                        where id = 'signed'`);
  expect(await broken(service.query(`${statement} where order_id = 'signed'`))).toBe(
    'lines of a signed order never change',
  );
});

test('the service never adds a line to a signed order; the owner may, for imports', async () => {
  await owner.query('begin');
  await insert(owner, 'sales_order', orderRow('imported', 'company', signed));
  await insert(owner, 'sales_order_line', orderLineRow('imported', 1));
  await owner.query('rollback');
  await insert(service, 'sales_order', orderRow('signed', 'company', signed));
  expect(await broken(insert(service, 'sales_order_line', orderLineRow('signed', 1)))).toBe(
    'lines of a signed order never change',
  );
});

test('lines of a draft order may change', async () => {
  await insert(service, 'sales_order', orderRow('draft', 'company'));
  await insert(service, 'sales_order_line', orderLineRow('draft', 1));
  await service.query('update sales_order_line set quantity = 3');
  expect(await broken(service.query('delete from sales_order_line'))).toBe('nothing');
});

test.each([
  'net_total_minor = 1',
  `ship_to_address_id = 'elsewhere'`,
  `customer_id = 'person'`,
  `purchase_order_ref = 'PO-2'`,
  'signed_at = now()',
])('the terms of a signed order never change: %s', async (change) => {
  await insert(service, 'sales_order', orderRow('signed', 'company', signed));
  expect(await broken(service.query(`update sales_order set ${change}`))).toBe(
    'the terms of a signed order never change',
  );
});

test('a signed order may go on to its next state', async () => {
  await insert(service, 'sales_order', orderRow('signed', 'company', signed));
  const step = service.query(`update sales_order set status = 'RELEASED_TO_ERP', version = 2`);
  expect(await broken(step)).toBe('nothing');
});

test('an order counts as signed only with the time of its signature', async () => {
  const row = orderRow('signed', 'company', { status: 'SIGNED' });
  expect(await broken(insert(service, 'sales_order', row))).toBe(
    'sales_order_signed_has_signature',
  );
});

test.each(['jane7@example.test', 'call 7, please', 'Jane Doe'])(
  'a purchase order reference is a code, and no name, address or sentence: %s',
  async (purchase_order_ref) => {
    const row = orderRow('draft', 'company', { purchase_order_ref });
    expect(await broken(insert(service, 'sales_order', row))).toBe(
      'sales_order_reference_is_a_code',
    );
  },
);

test('after all migrations each table has the columns of its row class and no others', async () => {
  const dataSource = createDataSource(crm, database.ownerUrl);
  await dataSource.initialize();
  try {
    for (const row of rowClassesOf(crm)) {
      const { table, columns } = rowShapeOf(dataSource, row);
      const { rows } = await owner.query<{ name: string; nullable: boolean }>(
        `select column_name as name, is_nullable = 'YES' as nullable
           from information_schema.columns where table_name = $1`,
        [table],
      );
      const declared = columns.map(({ column, nullable }) => ({ name: column, nullable }));
      expect([table, ...sorted(rows)]).toEqual([table, ...sorted(declared)]);
    }
  } finally {
    await dataSource.destroy();
  }
});

const sorted = (columns: readonly { name: string; nullable: boolean }[]): readonly string[] =>
  columns.map(({ name, nullable }) => `${name}${nullable ? '?' : ''}`).sort();
