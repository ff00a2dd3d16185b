import {
  getNamedType,
  getNullableType,
  isEnumType,
  isLeafType,
  isListType,
  type GraphQLNamedType,
} from 'graphql';
import { isStoreName } from '../../../lib/storeName.ts';
import type { ColumnRef, Coordinate, FieldRule, Source } from '../../lock.ts';
import { ownMember } from '../collections.ts';
import type { CompileContext } from '../context.ts';
import { placeOf, type OutputCoordinate } from '../graphIndex.ts';
import { violationAt, type Catalogue, type CatalogueColumn, type Violation } from '../types.ts';

/** Tables that the store host makes in every database; no fact of the graph sits in them. */
const hostTables: ReadonlySet<string> = new Set([
  'installation',
  'command_log',
  'outbox',
  'inbox',
  'party_kind',
  'witness_checkpoint',
  'audit_ref',
  'audit_outbox',
  'audit_counter',
  'migrations',
  'typeorm_metadata',
]);

/** I4: every column of the live databases is mapped or internal, and every mapped column exists and fits. */
export function columnTruth(context: CompileContext): readonly Violation[] {
  const { catalogue } = context.input;
  if (catalogue === undefined) return [];
  return [
    ...context.index.outputs.flatMap((output) => mappedColumns(context, catalogue, output)),
    ...Object.entries(catalogue).flatMap(([store, tables]) => unmapped(context, store, tables)),
    ...strayInternals(context, catalogue),
  ];
}

function columnsOf(source: Source): readonly ColumnRef[] {
  switch (source.kind) {
    case 'column':
      return [source.column];
    case 'columns':
      return source.columns;
    case 'edge':
      return source.from;
    case 'partition':
      return Object.values(source.of).flatMap(columnsOf);
    default:
      return [];
  }
}

function mappedColumns(
  { index, fields }: CompileContext,
  catalogue: Catalogue,
  output: OutputCoordinate,
): readonly Violation[] {
  const rule = ownMember(fields, output.coordinate);
  if (rule === undefined || rule.store === 'shared') return [];
  const refuse = (message: string, mend: string): Violation =>
    violationAt(placeOf(index, output.coordinate), 'I4', output.coordinate, message, mend);
  return columnsOf(rule.source).flatMap(({ table, column }) => {
    const found = catalogue[rule.store]?.[table]?.[column];
    if (found === undefined) {
      return [
        refuse(
          `${output.coordinate} reads ${table}.${column}, which the database of ${rule.store} does not have.`,
          'Correct the source, or add a migration.',
        ),
      ];
    }
    return rule.source.kind === 'column' && !fits(output, rule, found)
      ? [
          refuse(
            `${output.coordinate} is ${String(output.field.type)}, and ${table}.${column} is ${found.type}.`,
            'Change the SDL or the column so that they fit.',
          ),
        ]
      : [];
  });
}

const whole = ['integer', 'smallint', 'bigint'];
const text = ['text', 'character varying', 'character', 'uuid'];
/** Which column types answer which scalar; the host hands exact numbers over as strings. */
const fitting: Readonly<Record<string, readonly string[]>> = {
  Int: whole,
  Float: ['double precision', 'real', 'numeric', ...whole],
  Boolean: ['boolean'],
  Date: ['date'],
  DateTime: ['timestamp with time zone', 'timestamptz'],
  Decimal: ['numeric', ...whole],
  String: [...text, 'bigint', 'numeric'],
  ID: [...text, 'bigint'],
  URL: text,
};

const sealedTypes: ReadonlySet<string> = new Set(['bytea', 'text']);

function fits({ field }: OutputCoordinate, rule: FieldRule, column: CatalogueColumn): boolean {
  const type = column.type.toLowerCase().replace(/\(.*\)/, '');
  // An encrypted value is bytes or their text, whatever it says when it is opened.
  if (rule.protect?.encrypt !== undefined && sealedTypes.has(type)) return true;
  if (type === 'jsonb' || type === 'json') return true;
  const isList = isListType(getNullableType(field.type));
  if (isList !== (type.endsWith('[]') || type === 'array')) return false;
  if (type === 'array') return true;
  return typesOf(getNamedType(field.type)).includes(type.replace(/\[\]$/, ''));
}

/** The column types that answer a named type. A pointer to an entity is its key. */
function typesOf(type: GraphQLNamedType): readonly string[] {
  if (!isLeafType(type) || isEnumType(type)) return text;
  return fitting[type.name] ?? text;
}

function unmapped(
  { index, fields }: CompileContext,
  store: string,
  tables: Catalogue[string],
): readonly Violation[] {
  const mapped = new Set(
    Object.values(fields)
      .filter((rule) => rule.store === store)
      .flatMap((rule) => columnsOf(rule.source).map(nameOf)),
  );
  for (const { owner, clauses } of index.sources.types) {
    if (owner === store && clauses !== 'structure' && clauses.rows !== undefined) {
      mapped.add(clauses.rows.column);
    }
  }
  const internal =
    (isStoreName(store) ? index.sources.stores.get(store)?.internal : undefined) ?? {};
  const isInternal = (table: string, column: string): boolean =>
    Object.hasOwn(internal, `${table}.${column}`) || Object.hasOwn(internal, `${table}.*`);
  return Object.entries(tables)
    .filter(([table]) => !hostTables.has(table))
    .flatMap(([table, columns]) =>
      Object.keys(columns)
        .filter((column) => !mapped.has(`${table}.${column}`) && !isInternal(table, column))
        .map((column) => unmappedColumn(store, table, column)),
    );
}

const nameOf = ({ table, column }: ColumnRef): string => `${table}.${column}`;

const unmappedColumn = (store: string, table: string, column: string): Violation =>
  violationAt(
    { file: `policies/${store}.yaml`, line: 1 },
    'I4',
    `${table}.${column}`,
    `The column ${table}.${column} of ${store} is neither the source of a field nor internal.`,
    `Make it the source of a field, or list it in policies/${store}.yaml under internal with its reason.`,
  );

/** An internal column that does not exist hides nothing, and hides the next one of that name. */
function strayInternals({ index }: CompileContext, catalogue: Catalogue): readonly Violation[] {
  return [...index.sources.stores].flatMap(([store, { internal }]) => {
    const tables = catalogue[store];
    if (tables === undefined) return [];
    return Object.keys(internal)
      .filter((name) => !exists(tables, name))
      .map((name) =>
        violationAt(
          { file: `policies/${store}.yaml`, line: 1 },
          'I4',
          name,
          `${name} is listed as internal in ${store}, and does not exist.`,
          'Remove it from internal.',
        ),
      );
  });
}

function exists(tables: Catalogue[string], name: Coordinate): boolean {
  const [table = '', column = ''] = name.split('.');
  const found = tables[table];
  return found !== undefined && (column === '*' || Object.hasOwn(found, column));
}
