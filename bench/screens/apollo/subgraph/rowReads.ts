import DataLoader from 'dataloader';
import { In, type DataSource, type FindOptionsOrder, type FindOptionsWhere } from 'typeorm';
import type { ReadContext, RowClass } from '../../../../subgraphs/host/definition.ts';
import type { SealedRow } from '../../../../subgraphs/host/vault/vault.ts';
import { rowShapeOf } from '../../../../subgraphs/host/rows.ts';
import { unrestrictedContext, type UnrestrictedInput } from '../../databases/unrestricted.ts';

/** A list of rows below a parent. */
export interface RowList<Row extends object> {
  readonly name: string;
  readonly row: RowClass<Row>;
  /** The property that equals the parent's key. */
  readonly on: string & keyof Row;
  readonly order: Readonly<Partial<Record<keyof Row, 'ASC' | 'DESC'>>>;
  /** What always holds. */
  readonly where?: Readonly<Partial<Row>>;
}

export interface ListQuestion<Row extends object> {
  /** No more rows than these; absent, all of them. */
  readonly first?: number;
  /** Rows whose property has one of the values. */
  readonly among?: { readonly property: string & keyof Row; readonly values: readonly string[] };
}

/** All reads of one request to a subgraph, batched by DataLoader: one statement a list or table and tick. */
export interface RowReads {
  readonly dataSource: DataSource;
  /** For the store's computed statements. */
  readonly context: ReadContext;
  readonly row: <Row extends object>(
    row: RowClass<Row>,
    property: string & keyof Row,
    key: string,
  ) => Promise<Row | null>;
  readonly list: <Row extends object>(
    list: RowList<Row>,
    parent: string,
    question?: ListQuestion<Row>,
  ) => Promise<readonly Row[]>;
  /** The row with its sealed values opened: its keys are read with those of all others of a tick. */
  readonly opened: <Row extends object>(table: string, row: Row) => Promise<Row>;
}

type Batch = <Value>(
  name: string,
  key: string,
  load: (keys: readonly string[]) => Promise<readonly Value[]>,
) => Promise<Value>;

function createBatches(): Batch {
  const loaders = new Map<string, DataLoader<string, unknown>>();
  return <Value>(
    name: string,
    key: string,
    load: (keys: readonly string[]) => Promise<readonly Value[]>,
  ) => {
    const loader =
      loaders.get(name) ?? new DataLoader<string, unknown>(async (keys) => [...(await load(keys))]);
    loaders.set(name, loader);
    return loader.load(key) as Promise<Value>;
  };
}

export function createRowReads(dataSource: DataSource, input: UnrestrictedInput): RowReads {
  const batch = createBatches();
  const openRows = input.opener();
  const opening = new DataLoader<SealedRow, object>(async (rows) => {
    await openRows(rows);
    return rows.map(({ row }) => row);
  });
  const context: ReadContext = {
    ...unrestrictedContext(input),
    load: (loader, key, args) =>
      batch(`computed ${loader.name} ${JSON.stringify(args ?? null)}`, key, (keys) =>
        loader.load(context, keys as readonly (typeof key)[], args),
      ),
  };
  return {
    ...{ dataSource, context },
    opened: <Row extends object>(table: string, row: Row) =>
      opening.load({ table, row: { ...row } }) as Promise<Row>,
    row: (row, property, key) =>
      batch(`row ${row.name} ${property}`, key, async (keys) => {
        const where = { [property]: In(keys) } as FindOptionsWhere<InstanceType<typeof row>>;
        const found = await dataSource.getRepository(row).findBy(where);
        return grouped(keys, found, property).map(([first]) => first ?? null);
      }),
    list: <Row extends object>(
      list: RowList<Row>,
      parent: string,
      question: ListQuestion<Row> = {},
    ) =>
      batch(`list ${list.name} ${JSON.stringify(question)}`, parent, (keys) =>
        pagesOf(dataSource, list, question, keys),
      ),
  };
}

/**
 * TypeORM finds a page of one parent, and all rows of many. A page of each of many it does not know:
 * those are asked by SQL, as its documentation has it for what its finders cannot say.
 */
async function pagesOf<Row extends object>(
  dataSource: DataSource,
  list: RowList<Row>,
  question: ListQuestion<Row>,
  keys: readonly string[],
): Promise<readonly (readonly Row[])[]> {
  const { row, on, order, where } = list;
  const { first, among } = question;
  if (first !== undefined && keys.length > 1) return pagesBySql(dataSource, list, question, keys);
  const found = await dataSource.getRepository(row).find({
    where: {
      ...where,
      [on]: In(keys),
      ...(among === undefined ? {} : { [among.property]: In(among.values) }),
    } as FindOptionsWhere<Row>,
    order: order as FindOptionsOrder<Row>,
    ...(first === undefined ? {} : { take: first }),
  });
  return grouped(keys, found, on);
}

async function pagesBySql<Row extends object>(
  dataSource: DataSource,
  { row, on, order, where }: RowList<Row>,
  { first = 0, among }: ListQuestion<Row>,
  keys: readonly string[],
): Promise<readonly (readonly Row[])[]> {
  const { table, select, columns } = rowShapeOf(dataSource, row);
  const column = (property: string): string =>
    `t."${columns.find((known) => known.property === property)?.column ?? property}"`;
  const parameters: unknown[] = [keys, first];
  const isValue = (property: string, value: unknown): string =>
    `${column(property)} = any($${String(parameters.push([value].flat()))})`;
  const conditions = [
    `${column(on)} = p.key`,
    ...Object.entries(where ?? {}).map(([property, value]) => isValue(property, value)),
    ...(among === undefined ? [] : [isValue(among.property, among.values)]),
  ];
  const terms = Object.entries(order).map(
    ([property, way]) => `${column(property)} ${String(way)}`,
  );
  const found: Row[] = await dataSource.query(
    `select r.* from unnest($1::text[]) with ordinality p(key, i)
     cross join lateral (
       select row_number() over (order by ${terms.join(', ')}) as "$n", ${select}
       from "${table}" t where ${conditions.join(' and ')}
       order by ${terms.join(', ')} limit $2) r
     order by p.i, r."$n"`,
    parameters,
  );
  return grouped(keys, found, on);
}

/** Puts rows back in the order of their keys. */
function grouped<Row extends object>(
  keys: readonly string[],
  rows: readonly Row[],
  property: string & keyof Row,
): readonly (readonly Row[])[] {
  const byKey = new Map<string, Row[]>();
  for (const row of rows) {
    const key = String(row[property]);
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [row]);
    else group.push(row);
  }
  return keys.map((key) => byKey.get(key) ?? []);
}
