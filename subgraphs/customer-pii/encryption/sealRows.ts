import { sealValue, type Binding, type ValueKey } from './envelope.ts';
import {
  placeOf,
  subjectOfRow,
  type KeyUse,
  type SealedColumns,
  type SubjectOfRow,
} from './sealedTables.ts';

type Row = Readonly<Record<string, unknown>>;

/** Values that the row is to have sealed. */
export const valuesToSeal = ({ columns }: SealedColumns, row: Row): number =>
  Object.keys(columns).filter((property) => isThere(row[property])).length;

const isThere = (value: unknown): boolean => value !== null && value !== undefined;

export interface RowToSeal {
  readonly table: string;
  readonly columns: SealedColumns;
  readonly row: Row;
}

/** Whose key it takes. Throws where the row says nobody's: nothing personal is written unsealed. */
export function subjectToSeal({ table, columns, row }: RowToSeal): {
  readonly subject: SubjectOfRow;
  readonly use: KeyUse;
} {
  const subject = subjectOfRow(columns, row);
  if (subject === undefined) throw new TypeError(`a row of ${table} names no subject`);
  return { subject, use: columns.use };
}

/** The row with its values sealed: texts as they are, lists whole, as a list of one. */
export function sealRow(
  { table, columns, row }: RowToSeal,
  key: ValueKey,
  newNonce: () => Uint8Array,
): Record<string, unknown> {
  const sealed: Record<string, unknown> = { ...row };
  for (const [property, column] of Object.entries(columns.columns)) {
    const value = row[property];
    if (!isThere(value)) continue;
    const binding = bindingOf({ table, columns, row }, column);
    const isList = columns.lists?.includes(property) === true;
    const text = isList ? JSON.stringify(value) : value;
    if (typeof text !== 'string') throw new TypeError(`${table}.${column} is no text`);
    const envelope = sealValue(key, newNonce(), binding, text);
    sealed[property] = isList ? [envelope] : envelope;
  }
  return sealed;
}

/** A row without a key or a subject binds to nothing that was ever sealed. */
export function bindingOf({ table, columns, row }: RowToSeal, column: string): Binding {
  const subject = subjectOfRow(columns, row);
  const id = row[columns.key];
  return {
    place: placeOf(table, column),
    subject: subject === undefined ? '' : `${subject.kind} ${subject.id}`,
    rowId: typeof id === 'string' ? id : '',
  };
}
