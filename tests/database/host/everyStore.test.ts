import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { databaseName } from '../../../lib/storeName.ts';
import { crm } from '../../../subgraphs/crm/store.ts';
import { customerPii } from '../../../subgraphs/customer-pii/store.ts';
import { finance } from '../../../subgraphs/finance/store.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { connectStore, type StoreDatabase } from '../../../subgraphs/host/database.ts';
import type { ListPlan } from '../../../subgraphs/host/graph/listPlan.ts';
import { buildStoreGraph, type StoreGraph } from '../../../subgraphs/host/graph/storeGraph.ts';
import type { Arguments } from '../../../subgraphs/host/read/listStatement.ts';
import { pagesOf, rowsByKeys, visibleKeys } from '../../../subgraphs/host/read/statements.ts';
import { visibleSql } from '../../../subgraphs/host/read/visibility.ts';
import { supplyChain } from '../../../subgraphs/supply-chain/store.ts';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';
import { compileProject, projectSdl } from '../../support/project.ts';

const { lock } = compileProject();

/** No purpose of any natural right, so that every statement carries the party rule. */
const stranger = 'nobody’s purpose';

const sampleOf = (type: string): unknown => {
  if (type === 'date') return '2026-01-01';
  if (type.startsWith('timestamp')) return '2026-01-01T00:00:00Z';
  if (/^(int|bigint|numeric)/.test(type)) return 1;
  return type === 'boolean' ? true : 'x';
};

const placed = (args: Arguments, path: readonly string[], value: unknown): Arguments => {
  const [name = '', ...rest] = path;
  const inner = (args[name] ?? {}) as Arguments;
  return { ...args, [name]: rest.length === 0 ? value : placed(inner, rest, value) };
};

/** All filters at once, and each order both ways. */
function argumentsOf(plan: ListPlan): readonly Arguments[] {
  const filtered = plan.filters.reduce<Arguments>(
    (args, { path, column }) => placed(args, path, sampleOf(column.type)),
    {},
  );
  const { sort } = plan;
  if (sort === undefined) return [filtered];
  return Object.keys(sort.terms).flatMap((value) =>
    ['ASC', 'DESC'].map((direction) => {
      const sorted = placed(filtered, sort.path, value);
      return sort.directionPath === undefined
        ? sorted
        : placed(sorted, sort.directionPath, direction);
    }),
  );
}

describe.each(
  [crm, finance, supplyChain, customerPii, governance].map((store) => [store.name, store] as const),
)('%s', (name, definition) => {
  let clone: ClonedDatabase;
  let database: StoreDatabase;
  let graph: StoreGraph;

  beforeAll(async () => {
    clone = await cloneDatabase(definition);
    database = await connectStore(definition, clone.url);
    const { dataSource } = database;
    graph = buildStoreGraph({ definition, sdl: projectSdl(name), lock, dataSource });
  });
  afterAll(async () => {
    await database.close();
    await clone.drop();
  });

  test('PostgreSQL takes the statement of every list, with every filter, order and cursor', async () => {
    const lists = graph.answers.flatMap(({ answer }) => (answer.kind === 'list' ? [answer] : []));
    for (const { plan } of lists) {
      for (const args of argumentsOf(plan)) {
        const visible = visibleSql(plan.target, stranger);
        const page = { limit: 2, after: String(sampleOf(plan.row.key.type)) };
        const question = { args, visible, page, count: true };
        const parents = [
          plan.parent === undefined ? '' : String(sampleOf(plan.parent.column.type)),
        ];
        const pages = await pagesOf(database, plan, parents, question).catch((cause: unknown) => {
          throw new Error(plan.name, { cause });
        });
        expect(pages).toEqual([{ rows: [], hasNextPage: false, total: 0 }]);
      }
    }
  });

  test('PostgreSQL takes the statement of every reference, party rule included', async () => {
    for (const type of graph.types.values()) {
      const found =
        type.row === undefined
          ? await visibleKeys(database, type, ['x'], stranger)
          : await rowsByKeys(
              database,
              type,
              type.row,
              [String(sampleOf(type.row.key.type))],
              stranger,
            );
      expect([type.name, found]).toEqual([type.name, [null]]);
    }
  });

  test('every table has an index for each edge that leads to it', async () => {
    const indexed = await database.query<{ place: string }>(
      `select c.relname || '.' || a.attname as place from pg_index i
          join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
          where n.nspname = 'public'`,
    );
    const places = new Set(indexed.map(({ place }) => place));
    const wanted = graph.answers.flatMap(({ answer }) =>
      answer.kind === 'list' && answer.plan.parent !== undefined
        ? [`${answer.plan.row.shape.table}.${answer.plan.parent.column.column}`]
        : [],
    );
    expect([databaseName(name), wanted.filter((place) => !places.has(place))]).toEqual([
      databaseName(name),
      [],
    ]);
  });
});
