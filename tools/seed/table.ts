import type { CopyValue, TableRows } from './copy.ts';

type ColumnOf<Item> =
  ((item: Item) => CopyValue) | string | number | boolean | null | readonly string[];

/** One table's rows from a list of things: each column is a value, or is read from the thing. */
export function table<Item>(
  name: string,
  items: Iterable<Item>,
  columns: Readonly<Record<string, ColumnOf<Item>>>,
): TableRows {
  const readers = Object.values(columns).map((column) =>
    typeof column === 'function' ? column : (): CopyValue => column,
  );
  function* rows(): Generator<CopyValue[]> {
    for (const item of items) yield readers.map((read) => read(item));
  }
  return { table: name, columns: Object.keys(columns), rows: { [Symbol.iterator]: rows } };
}

/** What `each` makes of every item, one after the other, without holding the whole. */
export const flat = <Item, Part>(
  items: Iterable<Item>,
  each: (item: Item) => Iterable<Part>,
): Iterable<Part> => ({
  *[Symbol.iterator]() {
    for (const item of items) yield* each(item);
  },
});
