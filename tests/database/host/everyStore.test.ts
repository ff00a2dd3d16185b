import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getNamedType, isEnumType, isObjectType, parse } from 'graphql';
import { systemClock } from '../../../lib/clock.ts';
import { databaseName } from '../../../lib/storeName.ts';
import { crm } from '../../../subgraphs/crm/store.ts';
import { customerPii } from '../../../subgraphs/customer-pii/store.ts';
import { finance } from '../../../subgraphs/finance/store.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { connectStore, type StoreDatabase } from '../../../subgraphs/host/database.ts';
import type { BoundType } from '../../../subgraphs/host/graph/boundTypes.ts';
import type { ListPlan } from '../../../subgraphs/host/graph/listPlan.ts';
import { needsOf, type Needs } from '../../../subgraphs/host/graph/needs.ts';
import { buildStoreGraph, type StoreGraph } from '../../../subgraphs/host/graph/storeGraph.ts';
import type { Arguments } from '../../../subgraphs/host/read/listStatement.ts';
import { createReads, type Reads } from '../../../subgraphs/host/read/reads.ts';
import { createRowPlans } from '../../../subgraphs/host/read/rowPlans.ts';
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

interface Carried {
  readonly coordinate: string;
  readonly type: BoundType;
  readonly needs: Needs;
}

/** The ways to write a field: one for each value of an argument that chooses from a list. */
function writings({ schema }: StoreGraph, typeName: string, fieldName: string): readonly string[] {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  const choices = (field?.args ?? []).flatMap(({ name, type: given }) => {
    const named = getNamedType(given);
    return isEnumType(named) ? named.getValues().map(({ name: value }) => `${name}: ${value}`) : [];
  });
  return choices.length === 0 ? [fieldName] : choices.map((choice) => `${fieldName}(${choice})`);
}

/** What each field of a row's type makes the row bring along, each by itself. */
function carriedOf(graph: StoreGraph): readonly Carried[] {
  return graph.answers.flatMap(({ coordinate }) => {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = graph.types.get(typeName);
    if (type?.row === undefined) return [];
    return writings(graph, typeName, fieldName).map((field): Carried => {
      const document = parse(`{ _entities { ... on ${typeName} { ${field} } } }`);
      return { coordinate: `${typeName}.${field}`, type, needs: needsOf(graph, document)({}) };
    });
  });
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

  /** Reads of a stranger, whose rows have to carry all that is told. */
  const readsWith = (needs?: Needs): Reads =>
    createReads({
      rowPlans: createRowPlans(),
      database,
      types: graph.types,
      caller: { actor: 'a', roles: [], team: undefined, region: 'EU', purpose: stranger },
      clock: systemClock,
      policy: { lock, epoch: 1 },
      audit: {
        store: name,
        referencesOf: () => Promise.resolve([]),
        wasRead: () => Promise.resolve(),
      },
      tally: { statements: 0, rows: 0 },
      rowsFor: stranger,
      needs,
    });

  test('PostgreSQL takes the statement of every list, with every filter, order and cursor', async () => {
    const lists = graph.answers.flatMap(({ answer }) => (answer.kind === 'list' ? [answer] : []));
    for (const { plan } of lists) {
      for (const args of argumentsOf(plan)) {
        const page = { limit: 2, after: String(sampleOf(plan.row.key.type)) };
        const parent = plan.parent === undefined ? '' : String(sampleOf(plan.parent.column.type));
        const read = readsWith()
          .list(plan, parent, args, { page, count: true })
          .catch((cause: unknown) => {
            throw new Error(plan.name, { cause });
          });
        expect(await read).toEqual({ rows: [], hasNextPage: false, total: 0 });
      }
    }
  });

  test('PostgreSQL takes the statement of every reference, party rule included', async () => {
    for (const type of graph.types.values()) {
      const reads = readsWith();
      const found =
        type.row === undefined
          ? await reads.contribution(type, 'x')
          : await reads.row(type, String(sampleOf(type.row.key.type)));
      const isAnybodys = type.row === undefined && type.natural === undefined;
      expect([type.name, found]).toEqual([type.name, isAnybodys ? { [type.keyField]: 'x' } : null]);
    }
  });

  test('PostgreSQL takes every edge and every value that a row can bring along', async () => {
    for (const { coordinate, type, needs } of carriedOf(graph)) {
      const key = String(sampleOf(type.row?.key.type ?? ''));
      const read = readsWith(needs)
        .row(type, key)
        .catch((cause: unknown) => {
          throw new Error(coordinate, { cause });
        });
      expect([coordinate, await read]).toEqual([coordinate, null]);
    }
  });

  test('PostgreSQL takes the statement of every value that a row came without', async () => {
    for (const { coordinate, needs } of carriedOf(graph)) {
      for (const needed of [...needs.values()].flatMap(({ values }) => values)) {
        const key = String(sampleOf(needed.of.row?.key.type ?? ''));
        const read = readsWith()
          .value(needed, key)
          .catch((cause: unknown) => {
            throw new Error(coordinate, { cause });
          });
        expect(Object.keys(await read)).toEqual(needed.value.columns);
      }
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
