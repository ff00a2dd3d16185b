import type { Coordinate, FieldRule, Source } from '../../lock.ts';
import { groupBy } from '../collections.ts';
import type { CompileContext } from '../context.ts';
import { placeOf, typeEntryOf, type GraphIndex } from '../graphIndex.ts';
import type { Owner } from '../policySources.ts';
import { violationAt, type Violation } from '../types.ts';

/** I2: no coordinate has two rules, and no column is the source of two values. */
export function unique(context: CompileContext): readonly Violation[] {
  return [...twiceRuled(context), ...twiceSourced(context)];
}

function twiceRuled({ index }: CompileContext): readonly Violation[] {
  const entries = [
    ...[...index.fieldEntries].map(([name, found]) => ({ name, found })),
    ...[...index.inputEntries].map(([name, found]) => ({ name, found })),
  ];
  return entries.flatMap(({ name, found }) =>
    found.slice(1).map(({ place }) => {
      const first = found[0]?.place;
      return violationAt(
        place,
        'I2',
        name,
        `${name} has a rule here and one in ${first?.file ?? ''}:${String(first?.line ?? 0)}.`,
        'Keep the one in the file of the store that owns the value.',
      );
    }),
  );
}

interface Use {
  readonly column: string;
  readonly coordinate: Coordinate;
}

function twiceSourced({ fields, index }: CompileContext): readonly Violation[] {
  const uses = Object.entries(fields).flatMap(([coordinate, rule]) =>
    ownColumns(index, coordinate, rule).map((column): Use => ({ column, coordinate })),
  );
  return [...groupBy(uses, ({ column }) => column)].flatMap(([column, found]) =>
    found
      .slice(1)
      .map(({ coordinate }) =>
        violationAt(
          placeOf(index, coordinate),
          'I2',
          coordinate,
          `The column ${column} is the source of ${found[0]?.coordinate ?? ''} and of ${coordinate}.`,
          'Drop one of the two fields, or compute it from the other.',
        ),
      ),
  );
}

/**
 * The columns that are this value and no other. What follows the first of several columns (a
 * currency) may serve several values; an edge's key columns are read as well by other edges. Types
 * that say which rows of a table are theirs share its columns, and no value.
 */
function ownColumns(
  index: GraphIndex,
  coordinate: Coordinate,
  { store, source }: FieldRule,
): readonly string[] {
  const rows = rowsOf(index, store, coordinate.split('.')[0] ?? '');
  const name = (table: string, column: string): string =>
    `${store}: ${table}.${column}${rows(table)}`;
  const columnsOf = (part: Source): readonly string[] => {
    if (part.kind === 'column') return [name(part.column.table, part.column.column)];
    if (part.kind === 'columns') {
      return part.columns.slice(0, 1).map(({ table, column }) => name(table, column));
    }
    return part.kind === 'partition' ? Object.values(part.of).flatMap(columnsOf) : [];
  };
  return columnsOf(source);
}

function rowsOf(index: GraphIndex, owner: Owner, type: string): (table: string) => string {
  const clauses = typeEntryOf(index, owner, type)?.clauses;
  const rows = typeof clauses === 'object' ? clauses.rows : undefined;
  return (table) =>
    rows?.column.startsWith(`${table}.`) === true ? ` where ${rows.column} is ${rows.is}` : '';
}
