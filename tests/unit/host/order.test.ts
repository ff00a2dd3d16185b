import { expect, test } from '@jest/globals';
import { afterSql, orderSql, parseOrder } from '../../../subgraphs/host/graph/order.ts';
import type { RowShape } from '../../../subgraphs/host/rows.ts';

const column = (name: string, nullable: boolean): RowShape['columns'][number] => ({
  property: name,
  column: name,
  type: 'text',
  nullable,
});
const id = column('id', false);
const shape: RowShape = {
  table: 'row',
  columns: [id, column('name', false), column('at', true)],
  select: '',
  primary: id,
};
const sqlOf = (order: string): string | undefined => {
  const terms = parseOrder(order, shape, 'id');
  return terms === undefined ? undefined : orderSql(terms);
};

test.each<[string, string | undefined]>([
  ['weight', undefined],
  ['name; drop table row', undefined],
  ['id', 't."id" asc nulls last'],
  ['name', 't."name" asc nulls last, t."id" asc nulls last'],
  ['at desc, id', 't."at" desc nulls first, t."id" asc nulls last'],
  ['at desc nulls last, id desc', 't."at" desc nulls last, t."id" desc nulls first'],
  [
    'coalesce(t.at, t.name) desc, id',
    'coalesce(t.at, t.name) desc nulls first, t."id" asc nulls last',
  ],
])('the order %j', (order, sql) => {
  expect(sqlOf(order)).toBe(sql);
});

test('what comes after a row is said term by term, nulls included', () => {
  const terms = parseOrder('name desc, at, id', shape, 'id') ?? [];
  expect(afterSql(terms)).toBe(
    '(t."name" < c.k0 or (t."name" = c.k0 and ' +
      '(t."at" > c.k1 or (t."at" is null and c.k1 is not null) or (t."at" is not distinct from c.k1 and ' +
      '(t."id" > c.k2)))))',
  );
});
