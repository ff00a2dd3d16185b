import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { asPurpose, entities, money } from './financeStore.ts';
import { invoiced } from './books.ts';
import { startFigures } from './figuresSeed.ts';
import { withClient } from '../../../tools/postgres/provision.ts';

let store: TestStore;

beforeAll(async () => {
  store = await startFigures();
});
afterAll(() => store.close());

const m = 'minorUnits currency exponent';

describe('aged receivables', () => {
  const query = `query($entity: ID!, $after: String, $late: Int, $first: Int) {
    agedReceivables(entityId: $entity, asOf: "2026-08-15", first: $first, after: $after, minOverdueDays: $late) {
      totals { label amount { ${m} } count }
      edges { cursor node { customer { id } summary { balance { minorUnits } overdue { minorUnits } dso } } }
      pageInfo { hasNextPage endCursor } } }`;
  const ask = async (variables: object, purpose = 'collections'): Promise<Reply['body']> =>
    (
      await store.ask({
        query,
        variables: { entity: 'entity-fr', ...variables },
        claims: asPurpose(purpose),
      })
    ).body;
  const customers = (body: Reply['body']): string[] =>
    body.data.agedReceivables.edges.map(({ node }: Reply['body']) => node.customer.id);

  test('list customers of one entity, the most overdue first, with totals over all', async () => {
    const body = await ask({ late: 1 });
    expect(customers(body)).toEqual(['company', 'person']);
    expect(body.data.agedReceivables.edges[0].node.summary).toEqual({
      ...{ balance: { minorUnits: '199000' }, overdue: { minorUnits: '175000' }, dso: '124.4' },
    });
    expect(
      body.data.agedReceivables.totals.map((bucket: Reply['body']) => [
        ...[bucket.label, bucket.amount.minorUnits, bucket.count],
      ]),
    ).toEqual([
      ['not due', '24000', 1],
      ['1-30', '6000', 1],
      ['31-60', '120000', 1],
      ['61-90', '0', 0],
      ['>90', '55000', 1],
    ]);
  });

  test('leave out those who are not late enough', async () => {
    expect(customers(await ask({ late: 15 }))).toEqual(['company']);
    expect(customers(await ask({ entity: 'entity-de', late: 1 }))).toEqual([]);
    expect(customers(await ask({ entity: 'entity-de' }))).toEqual(['german']);
  });

  test('go on after a cursor, and totals stay those of the whole list', async () => {
    const first = await ask({ first: 1 });
    expect(first.data.agedReceivables.pageInfo.hasNextPage).toBe(true);
    const next = await ask({ first: 1, after: first.data.agedReceivables.pageInfo.endCursor });
    expect(customers(next)).toEqual(['person']);
    expect(next.data.agedReceivables.pageInfo.hasNextPage).toBe(false);
    expect(next.data.agedReceivables.totals).toEqual(first.data.agedReceivables.totals);
  });

  test('refuse a cursor of a customer who has left the list', async () => {
    const after = Buffer.from('german').toString('base64url');
    const body = await ask({ after });
    expect(body.data.agedReceivables).toBeNull();
    expect(body.errors[0].extensions.code).toBe('INVALID_INPUT');
  });

  test('leave natural persons out for purposes that may not see them, in the totals too', async () => {
    const body = await ask({ late: 1 }, 'credit-control');
    expect(customers(body)).toEqual(['company']);
    const [, upToThirty] = body.data.agedReceivables.totals;
    expect(upToThirty).toEqual({ label: '1-30', amount: money(0), count: 0 });
  });

  test('cost three statements, which tell whose they are too, however many customers there are', async () => {
    await ask({});
    expect(store.lastSubrequest()).toMatchObject({ statements: 3 });
  });
});

/** Whose the values are that finance adds to others' entities costs one more. */
describe('one statement for all keys', () => {
  test.each([
    ['Customer', ['company', 'person', 'german'], 'receivables { balance { minorUnits } dso }', 1],
    ['Customer', ['company', 'person', 'german'], 'credit { available { minorUnits } onHold }', 1],
    ['SalesOrder', ['O1', 'O2', 'O3'], 'billingStatus invoicedTotal { minorUnits }', 1],
    ['SalesOrderLine', ['A-order-line', 'B-order-line'], 'invoicedQuantity', 2],
    ['Invoice', ['A', 'B', 'C'], 'paymentStatus amountDue { minorUnits }', 1],
    ['Shipment', ['s-1', 's-2'], 'invoice { number }', 2],
  ])('%s %j { %s } costs %i', async (type, keys, fields, statements) => {
    const body = await entities(store, 'billing', type, keys, fields);
    expect(body.errors).toBeUndefined();
    expect(store.lastSubrequest()).toMatchObject({ statements });
  });

  // What is read of rows brings their subject along; a value that tells it has to name the same.
  const ofPerson = { id: 'of-person', customerId: 'person', orderId: 'of-person', netMinor: 100 };
  test.each([
    ['Customer', ['company', 'person', 'german'], 'receivables { freshness }', 'credit { onHold }'],
    ['SalesOrder', ['O1', 'of-person', 'O3'], 'billingStatus', 'invoices { number }'],
  ])('%s %j { %s } is of the same persons as { %s }', async (type, keys, told, read) => {
    if (type === 'SalesOrder') {
      await withClient(store.database.ownerUrl, (client) => invoiced(client, ofPerson));
    }
    const refsOf = async (fields: string): Promise<readonly string[] | undefined> => {
      const { body, receipt } = await store.ask({
        query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`,
        variables: { r: keys.map((id) => ({ __typename: type, id })) },
        claims: asPurpose('billing'),
      });
      expect(body.errors).toBeUndefined();
      return receipt?.audit_refs;
    };
    const refs = await refsOf(told);
    expect(refs).toHaveLength(1);
    expect(await refsOf(read)).toEqual(refs);
  });
});
