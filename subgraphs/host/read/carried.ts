import type { Coordinate } from '../../../policies/lock.ts';

const rowsCarried = Symbol('rows that came with this one');
const valuesCarried = Symbol('computed values that came with this row');

/** A row with what its statement brought along. Symbols, so that a row's own members are its columns. */
interface Carrier {
  [rowsCarried]?: Readonly<Record<Coordinate, object | null>>;
  [valuesCarried]?: Readonly<Record<string, object>>;
}

export function carry(
  row: object,
  rows: Readonly<Record<Coordinate, object | null>>,
  values: Readonly<Record<string, object>>,
): void {
  const carrier = row as Carrier;
  carrier[rowsCarried] = rows;
  carrier[valuesCarried] = values;
}

/** The row that a to-one edge leads to; undefined where it did not come along. */
export const carriedRow = (parent: unknown, edge: Coordinate): object | null | undefined =>
  parent !== null && typeof parent === 'object'
    ? (parent as Carrier)[rowsCarried]?.[edge]
    : undefined;

/** A computed value of a row; undefined where it did not come along. */
export const carriedValue = (row: object, key: string): object | undefined =>
  (row as Carrier)[valuesCarried]?.[key];
