import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import type { DeclaredField, Federation } from './federation.ts';

/** A field's type in its strictest form: what every subgraph that answers it can return. */
export type ValueType =
  | { readonly kind: 'list'; readonly isNullable: boolean; readonly of: ValueType }
  | { readonly kind: 'named'; readonly isNullable: boolean; readonly name: string };

/** What holds for one field of one object type, over all subgraphs. */
export interface FieldFacts {
  readonly coordinate: string;
  /** Subgraphs that answer it. */
  readonly owners: readonly string[];
  readonly type: ValueType;
  /** Object types that every owner can return; empty for leaves. */
  readonly possible: readonly string[];
  readonly argumentNames: readonly string[];
  readonly requires: SelectionSetNode | undefined;
  /** Part of a key: never null, never an error, and not equal for two entities. */
  readonly isKey: boolean;
  /** Never an error: a key or a required value is read from it. */
  readonly isSteady: boolean;
}

export type Facts = (type: string, field: string) => FieldFacts;

export function factsOf(federation: Federation): Facts {
  const marks = marksOf(federation);
  const known = new Map<string, FieldFacts>();
  return (type, field) => {
    const coordinate = `${type}.${field}`;
    const facts = known.get(coordinate) ?? readFacts(federation, marks, type, field);
    known.set(coordinate, facts);
    return facts;
  };
}

interface Marks {
  readonly keys: ReadonlySet<string>;
  readonly steady: ReadonlySet<string>;
}

function readFacts(
  federation: Federation,
  marks: Marks,
  typeName: string,
  name: string,
): FieldFacts {
  const coordinate = `${typeName}.${name}`;
  const type = objectNamed(federation.fullSchema, typeName);
  const field = type.getFields()[name];
  const declared = declarationsOf(federation, type, name);
  const [first] = declared;
  if (field === undefined || first === undefined) throw new TypeError(`nobody owns ${coordinate}`);
  const requires = declared.find((each) => each.requires !== undefined)?.requires;
  const isEven = new Set(declared.map((each) => nullability(each.type))).size === 1;
  return {
    coordinate,
    owners: declared.map(({ subgraph }) => subgraph),
    type: declared.map((each) => valueType(each.type)).reduce(strictest),
    possible: isCompositeType(getNamedType(field.type)) ? possibleIn(federation, declared) : [],
    argumentNames: field.args.map((argument) => argument.name),
    requires,
    isKey: marks.keys.has(coordinate),
    // Where subgraphs disagree on null, one would take more with it than another.
    isSteady: marks.steady.has(coordinate) || !isEven,
  };
}

/** Who answers a field of an object type, itself or through an interface object. */
function declarationsOf(
  federation: Federation,
  type: GraphQLObjectType,
  name: string,
): readonly DeclaredField[] {
  const interfaces = type.getInterfaces().map((each) => each.name);
  return federation.types
    .filter(
      (declared) =>
        declared.name === type.name ||
        (declared.isInterfaceObject && interfaces.includes(declared.name)),
    )
    .flatMap(({ fields }) => fields)
    .filter((field) => field.name === name && !field.isExternal && !field.isOverridden);
}

function possibleIn(federation: Federation, declared: readonly DeclaredField[]): readonly string[] {
  const sets = declared.map((field) => possibleOf(federation, field));
  const [first = [], ...others] = sets;
  return first.filter((name) => others.every((names) => names.includes(name)));
}

/** Object types that a field can return where it is declared. */
function possibleOf(federation: Federation, field: DeclaredField): readonly string[] {
  const { fullSchema } = federation;
  const name = nameOf(field.type);
  const here = federation.declared(field.subgraph, name);
  const type = fullSchema.getType(name);
  if (isObjectType(type)) return [name];
  if (!isAbstractType(type)) return [];
  const all = fullSchema.getPossibleTypes(type).map((each) => each.name);
  if (here?.isInterfaceObject === true) return all;
  return membersIn(federation, field.subgraph, name).filter((each) => all.includes(each));
}

/** The object types under an interface or in a union, as one subgraph knows it. */
function membersIn(federation: Federation, subgraph: string, name: string): readonly string[] {
  const schema = federation.schemas.get(subgraph);
  const type = schema?.getType(name);
  if (schema === undefined || !isAbstractType(type)) throw new TypeError(`${name} is not abstract`);
  return schema.getPossibleTypes(type).map((each) => each.name);
}

const nameOf = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);

const nullability = (type: TypeNode): string => {
  if (type.kind === Kind.NAMED_TYPE) return '.';
  return type.kind === Kind.LIST_TYPE
    ? `[${nullability(type.type)}]`
    : `${nullability(type.type)}!`;
};

function valueType(type: TypeNode, isNullable = true): ValueType {
  switch (type.kind) {
    case Kind.NON_NULL_TYPE:
      return valueType(type.type, false);
    case Kind.LIST_TYPE:
      return { kind: 'list', isNullable, of: valueType(type.type) };
    case Kind.NAMED_TYPE:
      return { kind: 'named', isNullable, name: type.name.value };
  }
}

function strictest(left: ValueType, right: ValueType): ValueType {
  const isNullable = left.isNullable && right.isNullable;
  if (left.kind === 'list' && right.kind === 'list') {
    return { kind: 'list', isNullable, of: strictest(left.of, right.of) };
  }
  return { ...left, isNullable };
}

/** Marks what keys and required values are read from. */
function marksOf(federation: Federation): Marks {
  const keys = new Set<string>();
  const steady = new Set<string>();
  const { fullSchema } = federation;
  const walk = (typeName: string, set: SelectionSetNode, marked: readonly Set<string>[]): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        walk(node.typeCondition?.name.value ?? typeName, node.selectionSet, marked);
      }
      if (node.kind !== Kind.FIELD || node.name.value === '__typename') continue;
      for (const name of [typeName, ...objectsOf(fullSchema, typeName)]) {
        for (const each of marked) each.add(`${name}.${node.name.value}`);
      }
      if (node.selectionSet === undefined) continue;
      const inner = namedTypeOf(fullSchema, typeName, node.name.value);
      // A null that rises inside would take the key or the required value with it.
      markNonNulls(fullSchema, inner, steady, new Set());
      walk(inner, node.selectionSet, marked);
    }
  };
  for (const type of federation.types) {
    for (const set of type.allKeys) walk(type.name, set, [keys, steady]);
    for (const { requires } of type.fields) {
      if (requires !== undefined) walk(type.name, requires, [steady]);
    }
  }
  return { keys, steady };
}

function markNonNulls(
  schema: GraphQLSchema,
  typeName: string,
  steady: Set<string>,
  seen: Set<string>,
): void {
  if (seen.has(typeName)) return;
  seen.add(typeName);
  for (const object of objectsOf(schema, typeName)) {
    for (const field of Object.values(objectNamed(schema, object).getFields())) {
      if (!isNonNullType(field.type)) continue;
      steady.add(`${object}.${field.name}`);
      if (isCompositeType(getNamedType(field.type))) {
        markNonNulls(schema, getNamedType(field.type).name, steady, seen);
      }
    }
  }
}

/** The object types that a composite type's name can stand for. */
export function objectsOf(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  if (isAbstractType(type)) return schema.getPossibleTypes(type).map((each) => each.name);
  return isObjectType(type) ? [name] : [];
}

export function namedTypeOf(schema: GraphQLSchema, typeName: string, field: string): string {
  const type = schema.getType(typeName);
  const found = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
  if (found === undefined) throw new TypeError(`${typeName}.${field} is unknown`);
  return getNamedType(found.type).name;
}

export function objectNamed(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new TypeError(`${name} is no object type`);
  return type;
}
