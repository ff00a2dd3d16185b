import { isLeafType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { Coordinate, PolicyLock, Source } from '../../../policies/lock.ts';
import type { ComputedField, RowValueField, StoreDefinition, UsingField } from '../definition.ts';
import type { Edge } from '../edge.ts';
import { columnOf, type RowColumn } from '../rows.ts';
import { columnsOfSource } from './columnsOfSource.ts';
import type { BoundRow, BoundType, BoundTypes } from './boundTypes.ts';
import { planList, type ListPlan } from './listPlan.ts';
import {
  fieldShapeOf,
  keyFieldOf,
  objectTypesOf,
  type FieldShape,
  type ObjectField,
} from './schemaShape.ts';

/** How a field of the graph gets its value. */
export type FieldAnswer =
  | {
      readonly kind: 'computed';
      readonly compute: ComputedField;
      /** The properties of its row that it looks at; undefined: any. */
      readonly uses: readonly string[] | undefined;
    }
  /** A computed value of the parent's row, which the row's statement brings along. */
  | { readonly kind: 'row-value'; readonly field: RowValueField; readonly of: BoundType }
  /** A property of the parent: a row's column, or a part of a computed object. */
  | { readonly kind: 'property'; readonly property: string }
  | { readonly kind: 'money'; readonly amount: string; readonly currency: string }
  /** The id of an entity, or a list of ids; its own store says the rest. */
  | { readonly kind: 'pointer'; readonly property: string; readonly target: PointerTarget }
  /** A value object of the parent's own row. */
  | { readonly kind: 'same-row' }
  /** One row by its key, found by a property of the parent. */
  | { readonly kind: 'row'; readonly property: string; readonly target: BoundType }
  /** One row by its key, found by an argument. */
  | { readonly kind: 'root-row'; readonly argument: string; readonly target: BoundType }
  | { readonly kind: 'list'; readonly plan: ListPlan; readonly shape: FieldShape['kind'] }
  | { readonly kind: 'command'; readonly name: string };

export interface PointerTarget {
  readonly type: string;
  readonly keyField: string;
  readonly bound: BoundType | undefined;
}

/** One field with its answer. */
export interface AnsweredField {
  readonly coordinate: Coordinate;
  readonly shape: FieldShape;
  readonly answer: FieldAnswer;
}

export interface AnswerInput {
  readonly definition: StoreDefinition;
  readonly schema: GraphQLSchema;
  readonly lock: PolicyLock;
  readonly types: BoundTypes;
  readonly problems: string[];
}

/** What one field's answer is derived from. */
interface FieldCase {
  readonly input: AnswerInput;
  readonly type: GraphQLObjectType;
  readonly field: ObjectField;
  readonly coordinate: Coordinate;
  readonly shape: FieldShape;
  readonly source: Source | undefined;
  readonly parent: BoundType | undefined;
  readonly target: BoundType | undefined;
  readonly edge: Edge | undefined;
}

/** Derives the answer of every field of the SDL; a field that nothing answers is a problem. */
export function answerFields(input: AnswerInput): readonly AnsweredField[] {
  return objectTypesOf(input.schema).flatMap((type) =>
    Object.values(type.getFields())
      .filter(({ name }) => !name.startsWith('_'))
      .map((field) => answerField(caseOf(input, type, field))),
  );
}

function caseOf(input: AnswerInput, type: GraphQLObjectType, field: ObjectField): FieldCase {
  const coordinate = `${type.name}.${field.name}`;
  const shape = fieldShapeOf(field);
  return {
    input,
    type,
    field,
    coordinate,
    shape,
    source: input.lock.fields[coordinate]?.source,
    parent: input.types.get(type.name),
    target: input.types.get(shape.type),
    edge: input.definition.edges.find((edge) => edge.field === coordinate),
  };
}

function answerField(field: FieldCase): AnsweredField {
  const { coordinate, shape } = field;
  return { coordinate, shape, answer: derive(field) ?? nothing(field) };
}

function nothing({ coordinate, input }: FieldCase): FieldAnswer {
  input.problems.push(`${coordinate}: neither a column, an edge nor a resolver answers it`);
  return { kind: 'property', property: '' };
}

function derive(field: FieldCase): FieldAnswer | undefined {
  const { input, type, field: declared } = field;
  const resolver = input.definition.resolvers[type.name]?.[declared.name];
  if (resolver !== undefined) return resolved(field, resolver);
  if (type === input.schema.getMutationType()) return commandOf(field);
  if (type === input.schema.getQueryType()) return rootField(field);
  return fromEdge(field) ?? fromColumns(field) ?? fromSameRow(field) ?? fromProperty(field);
}

function resolved(
  field: FieldCase,
  resolver: ComputedField | UsingField | RowValueField,
): FieldAnswer {
  if (typeof resolver === 'function') {
    return { kind: 'computed', compute: resolver, uses: undefined };
  }
  if ('compute' in resolver) return { kind: 'computed', ...resolver };
  const { parent, coordinate, input } = field;
  if (parent?.row !== undefined) return { kind: 'row-value', field: resolver, of: parent };
  input.problems.push(`${coordinate}: a value of a row needs a type that is bound to rows`);
  return { kind: 'property', property: '' };
}

function commandOf({ input, field }: FieldCase): FieldAnswer | undefined {
  if (Object.hasOwn(input.definition.commands, field.name)) {
    return { kind: 'command', name: field.name };
  }
  return undefined;
}

/** A root field of source `edge`: one row by its key, or a list of the whole table. */
function rootField(field: FieldCase): FieldAnswer | undefined {
  const { target, source, shape } = field;
  if (source?.kind !== 'edge' || target?.row === undefined) return undefined;
  const argument = shape.kind === 'one' ? onlyKeyArgument(field, target) : undefined;
  if (argument !== undefined) return { kind: 'root-row', argument, target };
  return listAnswer(field, target, target.row, undefined);
}

/** The one argument of a root field, where it is the key of the type. */
function onlyKeyArgument(
  { input, coordinate, field }: FieldCase,
  target: BoundType,
): string | undefined {
  const [argument, ...more] = field.args;
  if (argument === undefined || more.length > 0) return undefined;
  const meaning = input.lock.arguments[`${coordinate}(${argument.name}:)`]?.meaning;
  const isKey = meaning?.kind === 'key' && meaning.of === `${target.name}.${target.keyField}`;
  return isKey ? argument.name : undefined;
}

function fromEdge(field: FieldCase): FieldAnswer | undefined {
  const { edge, target, shape } = field;
  if (edge === undefined) return undefined;
  if (target?.row === undefined) return unusable(field, `${shape.type} has no rows in this store`);
  const { row } = target;
  const property = edgeProperty(field, edge);
  if (property === undefined) return unusable(field, `there is no column ${edge.from}`);
  const column = columnOf(row.shape, edge.to.replace(`${row.shape.table}.`, ''));
  if (column === undefined) return unusable(field, `there is no column ${edge.to}`);
  const isPlain = edge.where === undefined && field.field.args.length === 0;
  if (shape.kind === 'one' && column === row.key && isPlain) {
    return { kind: 'row', property, target };
  }
  return listAnswer(field, target, row, { property, column });
}

function unusable({ coordinate, input }: FieldCase, reason: string): FieldAnswer {
  input.problems.push(`edge ${coordinate}: ${reason}`);
  return { kind: 'property', property: '' };
}

/** The property of the parent that an edge starts from; of a contribution, its key. */
function edgeProperty({ parent, type }: FieldCase, edge: Edge): string | undefined {
  if (parent?.row === undefined) {
    return edge.from === (parent?.keyField ?? keyFieldOf(type) ?? 'id') ? edge.from : undefined;
  }
  const { shape } = parent.row;
  return columnOf(shape, edge.from.replace(`${shape.table}.`, ''))?.property;
}

function listAnswer(
  { input, coordinate, field, edge, shape }: FieldCase,
  target: BoundType,
  row: BoundRow,
  parent: ListPlan['parent'],
): FieldAnswer {
  const { lock, problems } = input;
  const plan = planList({
    name: coordinate,
    field,
    target,
    row,
    parent,
    where: edge?.where,
    order: edge?.order,
    lock,
    problems,
  });
  return { kind: 'list', plan, shape: shape.kind };
}

/** Columns of the parent's own row: a value, an amount with its currency, or a pointer. */
function fromColumns(field: FieldCase): FieldAnswer | undefined {
  const { source } = field;
  const [first, second] = source === undefined ? [] : ownColumns(field, source);
  if (source === undefined || first === undefined) return undefined;
  if (source.kind === 'columns') {
    if (field.shape.type !== 'Money' || second === undefined) return undefined;
    return { kind: 'money', amount: first.property, currency: second.property };
  }
  if (isEntity(field)) return toEntity(field, source, first.property);
  return source.kind === 'column' && holdsValue(field, first)
    ? { kind: 'property', property: first.property }
    : undefined;
}

/** The columns of a source as far as they are of the parent's own table. */
function ownColumns({ parent }: FieldCase, source: Source): readonly (RowColumn | undefined)[] {
  const row = parent?.row?.shape;
  if (row === undefined) return [];
  return columnsOfSource(source).map(({ table, column }) =>
    table === row.table ? columnOf(row, column) : undefined,
  );
}

/** A scalar, or an object that is kept whole as JSON. */
const holdsValue = ({ input, shape }: FieldCase, column: RowColumn): boolean =>
  isLeafType(input.schema.getType(shape.type)) || /^jsonb?/.test(column.type);

/** An edge to rows of this store is followed; anything else is an id that points elsewhere. */
function toEntity(field: FieldCase, source: Source, property: string): FieldAnswer | undefined {
  const { target, shape } = field;
  if (source.kind !== 'edge' || target?.row === undefined) {
    return { kind: 'pointer', property, target: pointerTarget(field) };
  }
  return shape.kind === 'one' && !sharesRow(field) ? { kind: 'row', property, target } : undefined;
}

const isEntity = ({ input, shape }: FieldCase): boolean => {
  const type = objectTypesOf(input.schema).find(({ name }) => name === shape.type);
  return type !== undefined && keyFieldOf(type) !== undefined;
};

function pointerTarget({ input, shape, target }: FieldCase): PointerTarget {
  const type = objectTypesOf(input.schema).find(({ name }) => name === shape.type);
  const keyField = type === undefined ? undefined : keyFieldOf(type);
  return { type: shape.type, keyField: keyField ?? 'id', bound: target };
}

const sharesRow = ({ parent, target, type, shape }: FieldCase): boolean =>
  parent?.row !== undefined &&
  parent.row.rowClass === target?.row?.rowClass &&
  type.name !== shape.type;

const fromSameRow = (field: FieldCase): FieldAnswer | undefined =>
  sharesRow(field) && field.shape.kind === 'one' ? { kind: 'same-row' } : undefined;

/** The key, a property of the row by the field's name, or a part of an object that a resolver made. */
function fromProperty({ parent, field, type }: FieldCase): FieldAnswer | undefined {
  const isComputed = parent?.row === undefined && keyFieldOf(type) === undefined;
  if (parent === undefined || isComputed) return { kind: 'property', property: field.name };
  const { row, keyField } = parent;
  if (field.name === keyField) {
    return { kind: 'property', property: row?.key.property ?? keyField };
  }
  const own = row?.shape.columns.find(({ property }) => property === field.name);
  return own === undefined ? undefined : { kind: 'property', property: own.property };
}
