import type { Database, ReadContext } from '../definition.ts';
import type { BoundType } from '../graph/boundTypes.ts';
import type { NeededValue } from '../graph/needs.ts';
import type { RowColumn } from '../rows.ts';
import type { Page } from './connection.ts';
import {
  isOnePage,
  listLine,
  listsStatement,
  pageStatement,
  parametersOf,
  type ListAsked,
} from './listStatement.ts';
import type { Line, RowPlan, RowTally } from './rowPlan.ts';
import { valueSelect } from './rowValues.ts';
import type { OpenRows } from '../vault/vault.ts';
import { visibleSql } from './visibility.ts';

/** What every statement of a sub-request is made and run with. */
export interface Reading {
  readonly arrays: (sql: string, parameters: readonly unknown[]) => Promise<readonly Line[]>;
  readonly query: Database['query'];
  readonly context: ReadContext;
  readonly tally: RowTally;
  readonly purpose: string;
  /** Of a store that keeps values sealed. */
  readonly openRows: OpenRows | undefined;
}

/** Opens the rows of a statement that was just read. */
async function openRead({ tally, openRows }: Pick<Reading, 'tally' | 'openRows'>): Promise<void> {
  const { sealed } = tally;
  if (sealed === undefined) return;
  tally.sealed = undefined;
  await openRows?.(sealed);
}

/** The rows of these keys that may be seen, in the order of the keys. */
export async function rowsByKeys(
  reading: Reading,
  type: BoundType,
  rows: RowPlan,
  by: RowColumn,
  keys: readonly string[],
): Promise<readonly (object | null)[]> {
  const { arrays, context, tally, purpose } = reading;
  const { shape } = rows.bound;
  const parameters = parametersOf();
  const keyList = parameters.add(keys, `${by.type}[]`);
  const text = `select ${rows.answers} from (select ${rows.columns} from "${shape.table}" t
      where t."${by.column}" = any(${keyList}) and ${visibleSql(type, purpose)}) r
    ${rows.joins(parameters, context)}`;
  const lines = await arrays(text, parameters.values);
  const byKey = new Map(
    lines.map((line) => {
      const row = rows.rowOf(line, 0, tally);
      return [String((row as Readonly<Record<string, unknown>>)[by.property]), row];
    }),
  );
  await openRead(reading);
  return keys.map((wanted) => byKey.get(wanted) ?? null);
}

/** Which of these keys belong to parties that may be seen; for types whose rows are elsewhere. */
export async function visibleKeys(
  { query, purpose }: Pick<Reading, 'query' | 'purpose'>,
  type: BoundType,
  keys: readonly string[],
): Promise<readonly (object | null)[]> {
  const rows = await query<{ readonly id: string }>(
    `select t.id from unnest($1::text[]) t(id) where ${visibleSql(type, purpose)}`,
    [keys],
  );
  const seen = new Set(rows.map(({ id }) => id));
  return keys.map((key) => (seen.has(key) ? { [type.keyField]: key } : null));
}

/** A computed value for each row that came without it, in the order of the rows' keys. */
export async function valuesByKeys(
  { arrays, context }: Pick<Reading, 'arrays' | 'context'>,
  needed: Pick<NeededValue, 'value' | 'args' | 'of'>,
  keys: readonly string[],
): Promise<readonly object[]> {
  const key = needed.of.row?.key;
  if (key === undefined) throw new TypeError(`${needed.of.name} has no rows in this store`);
  const parameters = parametersOf();
  const keyList = parameters.add(keys, `${key.type}[]`);
  const lines = await arrays(
    `select k.key, v.* from unnest(${keyList}) k(key) left join lateral (
      ${valueSelect(needed, parameters, context)} where t."${key.column}" = k.key) v on true`,
    parameters.values,
  );
  const names = needed.value.columns;
  const byKey = new Map(
    lines.map(([own, ...values]) => [
      String(own),
      Object.fromEntries(names.map((name, index) => [name, values[index]])),
    ]),
  );
  return keys.map((wanted) => byKey.get(wanted) ?? {});
}

type ReadingLists = Pick<Reading, 'arrays' | 'context' | 'tally' | 'openRows'>;

/** A page for each parent of each list, in the order of the lists and of their parents. */
export async function pagesOf(
  reading: ReadingLists,
  lists: readonly ListAsked[],
): Promise<readonly (readonly Page[])[]> {
  const [only, another] = lists;
  return only !== undefined && another === undefined && isOnePage(only)
    ? [[await onePage(reading, only)]]
    : severalPages(reading, lists);
}

async function severalPages(
  { arrays, context, tally, openRows }: ReadingLists,
  lists: readonly ListAsked[],
): Promise<readonly (readonly Page[])[]> {
  const { text, values } = listsStatement(lists, context);
  const found = lists.map(() => new Map<string, { rows: object[]; total: number | null }>());
  for (const line of await arrays(text, values)) {
    const index = Number(line[listLine.list]);
    const list = lists[index];
    const pages = found[index];
    if (list === undefined || pages === undefined) throw new TypeError('a line of no list');
    const parent = String(line[listLine.parent]);
    const total = list.count ? Number(line[listLine.total]) : null;
    const page = pages.get(parent) ?? { rows: [], total };
    pages.set(parent, page);
    const isRow = (line[listLine.position] ?? null) !== null;
    if (isRow) page.rows.push(list.rows.rowOf(line, listLine.row, tally));
  }
  await openRead({ tally, openRows });
  return lists.map(({ parents, page }, index) => {
    const limit = page?.limit ?? 0;
    return parents.map((parent) => {
      const { rows, total } = found[index]?.get(parent) ?? { rows: [], total: null };
      return pageOf(rows, limit, total);
    });
  });
}

/** One row more than the page has tells of a next one. */
const pageOf = (rows: readonly object[], limit: number, total: number | null): Page => ({
  rows: rows.slice(0, limit - 1),
  hasNextPage: rows.length >= limit && limit > 0,
  total,
});

/** The commonest list, below one entity: its statement needs nothing to tell parents apart. */
async function onePage(reading: ReadingLists, list: ListAsked): Promise<Page> {
  const { text, values } = pageStatement(list);
  const lines = await reading.arrays(text, values);
  const rows = lines.map((line) => list.rows.rowOf(line, 0, reading.tally));
  await openRead(reading);
  return pageOf(rows, list.page?.limit ?? 0, null);
}
