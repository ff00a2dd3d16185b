import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import type { Database, ReadContext, RowClass } from '../../../../subgraphs/host/definition.ts';
import { rowShapeOf, type RowShape } from '../../../../subgraphs/host/rows.ts';
import { unrestrictedContext, type UnrestrictedInput } from '../../databases/unrestricted.ts';

/** A list of rows below a parent, as an edge of the store declares it. */
export interface RowList<Row extends object> {
  readonly name: string;
  readonly row: RowClass<Row>;
  /** The column that equals the parent's key. */
  readonly on: string;
  /** SQL over `t`, ending in a unique column. */
  readonly order: string;
  /** SQL over `t` that always holds. */
  readonly where?: string;
}

export interface ListQuestion {
  /** No more rows than these; absent, all of them. */
  readonly first?: number;
  /** Rows whose column has one of the values. */
  readonly among?: { readonly column: string; readonly values: readonly string[] };
}

/** All reads of one request to a subgraph, batched by DataLoader: one statement a list or table and tick. */
export interface RowReads {
  readonly db: Database;
  /** For the store's computed statements. */
  readonly context: ReadContext;
  readonly row: <Row extends object>(
    row: RowClass<Row>,
    column: string,
    key: string,
  ) => Promise<Row | null>;
  readonly list: <Row extends object>(
    list: RowList<Row>,
    parent: string,
    question?: ListQuestion,
  ) => Promise<readonly Row[]>;
  /** The rows of a table that a condition over `t` selects. */
  readonly where: <Row extends object>(
    row: RowClass<Row>,
    question: {
      readonly condition: string;
      readonly parameters: readonly unknown[];
      readonly order: string;
      readonly limit: number;
    },
  ) => Promise<readonly Row[]>;
}

export type ShapeOf = (row: RowClass) => RowShape;

/** TypeORM's metadata of each row class, read once. */
export function createShapes(dataSource: DataSource): ShapeOf {
  const shapes = new Map<RowClass, RowShape>();
  return (row) => {
    const shape = shapes.get(row) ?? rowShapeOf(dataSource, row);
    shapes.set(row, shape);
    return shape;
  };
}

export function createRowReads(shapeOf: ShapeOf, input: UnrestrictedInput): RowReads {
  const loaders = new Map<string, DataLoader<string, unknown>>();
  const batch = <Value>(
    name: string,
    key: string,
    load: (keys: readonly string[]) => Promise<readonly Value[]>,
  ): Promise<Value> => {
    const loader =
      loaders.get(name) ?? new DataLoader<string, unknown>(async (keys) => [...(await load(keys))]);
    loaders.set(name, loader);
    return loader.load(key) as Promise<Value>;
  };
  const context: ReadContext = {
    ...unrestrictedContext(input),
    load: (loader, key, args) =>
      batch(`computed ${loader.name} ${JSON.stringify(args ?? null)}`, key, (keys) =>
        loader.load(context, keys as readonly (typeof key)[], args),
      ),
  };
  const row: RowReads['row'] = <Row extends object>(
    rowClass: RowClass<Row>,
    column: string,
    key: string,
  ) => {
    const { table, select } = shapeOf(rowClass);
    return batch(`row ${table} ${column}`, key, async (keys) => {
      const sql = `select t."${column}" as "$key", ${select} from "${table}" t
        where t."${column}" = any($1)`;
      const groups = aligned(keys, await input.db.query<Keyed & Row>(sql, [keys]));
      return groups.map(([found]) => found ?? null);
    });
  };
  const list: RowReads['list'] = <Row extends object>(
    rows: RowList<Row>,
    parent: string,
    question: ListQuestion = {},
  ) =>
    batch(`list ${rows.name} ${JSON.stringify(question)}`, parent, async (keys) => {
      const sql = listSql(shapeOf(rows.row), rows, question);
      const among = question.among === undefined ? [] : [question.among.values];
      const limit = question.first === undefined ? [] : [question.first];
      return aligned(keys, await input.db.query<Keyed & Row>(sql, [keys, ...among, ...limit]));
    });
  return {
    ...{ db: input.db, context, row, list },
    where: (rowClass, { condition, parameters, order, limit }) => {
      const { table, select } = shapeOf(rowClass);
      return input.db.query(
        `select ${select} from "${table}" t where ${condition}
          order by ${order} limit $${String(parameters.length + 1)}`,
        [...parameters, limit],
      );
    },
  };
}

/** A row as it comes, with the key that it was found by. */
interface Keyed {
  readonly $key: string;
}

/** Puts rows back in the order of their keys. */
function aligned<Row extends Keyed>(
  keys: readonly string[],
  rows: readonly Row[],
): readonly (readonly Row[])[] {
  const byKey = new Map<string, Row[]>();
  for (const row of rows) {
    const group = byKey.get(row.$key);
    if (group === undefined) byKey.set(row.$key, [row]);
    else group.push(row);
  }
  return keys.map((key) => byKey.get(key) ?? []);
}

/** The page of each parent (`$1`), in order: the statement that the stores' own edges become. */
function listSql(
  { table, select }: RowShape,
  { on, order, where }: RowList<object>,
  { first, among }: ListQuestion,
): string {
  const conditions = [
    `t."${on}" = p.key`,
    ...(where === undefined ? [] : [where]),
    ...(among === undefined ? [] : [`t."${among.column}" = any($2::text[])`]),
  ];
  const limit = first === undefined ? '' : `limit $${among === undefined ? '2' : '3'}::int`;
  return `select p.key as "$key", r.* from unnest($1::text[]) with ordinality p(key, i)
    cross join lateral (
      select row_number() over (order by ${order}) as "$n", ${select}
      from "${table}" t where ${conditions.join(' and ')}
      order by ${order} ${limit}) r
    order by p.i, r."$n"`;
}
