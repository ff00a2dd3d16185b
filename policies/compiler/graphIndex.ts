import {
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { StoreName } from '../../lib/storeName.ts';
import type { Coordinate } from '../lock.ts';
import { groupBy } from './collections.ts';
import type { Federation } from './federation.ts';
import type { FieldEntry, InputEntry, Owner, PolicySources, TypeEntry } from './policySources.ts';
import type { Place } from './types.ts';

export type OutputParent = GraphQLObjectType | GraphQLInterfaceType;

export interface OutputCoordinate {
  readonly coordinate: Coordinate;
  readonly parent: OutputParent;
  readonly field: GraphQLField<unknown, unknown>;
  readonly root: 'query' | 'mutation' | undefined;
}

/** An argument of a field, or a field of an input type. */
export interface InputCoordinate {
  readonly coordinate: Coordinate;
  readonly input: GraphQLArgument | GraphQLInputField;
  readonly of: OutputCoordinate | GraphQLInputObjectType;
}

/** The graph and what the files say of it, by coordinate. */
export interface GraphIndex {
  readonly schema: GraphQLSchema;
  readonly federation: Federation;
  readonly sources: PolicySources;
  readonly outputs: readonly OutputCoordinate[];
  readonly inputs: readonly InputCoordinate[];
  readonly fieldEntries: ReadonlyMap<Coordinate, readonly FieldEntry[]>;
  readonly inputEntries: ReadonlyMap<string, readonly InputEntry[]>;
  readonly typeEntries: ReadonlyMap<string, readonly TypeEntry[]>;
  readonly rootTypes: ReadonlySet<string>;
  /** Value types that `shared.yaml` calls structure: one value, not a way to another type. */
  readonly sharedTypes: ReadonlySet<string>;
}

export function graphIndexOf(
  schema: GraphQLSchema,
  federation: Federation,
  sources: PolicySources,
): GraphIndex {
  const outputs = outputsOf(schema);
  return {
    schema,
    federation,
    sources,
    outputs,
    inputs: inputsOf(schema, outputs),
    fieldEntries: groupBy(sources.fields, ({ coordinate }) => coordinate),
    inputEntries: groupBy(sources.inputs, ({ type }) => type),
    typeEntries: groupBy(sources.types, ({ type }) => type),
    rootTypes: new Set(outputs.filter(({ root }) => root).map(({ parent }) => parent.name)),
    sharedTypes: new Set(
      sources.types
        .filter(({ owner, clauses }) => owner === 'shared' && clauses === 'structure')
        .map(({ type }) => type),
    ),
  };
}

function outputsOf(schema: GraphQLSchema): readonly OutputCoordinate[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__'))
    .filter((type): type is OutputParent => isObjectType(type) || isInterfaceType(type))
    .flatMap((parent) =>
      Object.values(parent.getFields()).map((field) => ({
        coordinate: `${parent.name}.${field.name}`,
        parent,
        field,
        root: rootOf(schema, parent),
      })),
    );
}

function rootOf(schema: GraphQLSchema, type: OutputParent): OutputCoordinate['root'] {
  if (type === schema.getQueryType()) return 'query';
  return type === schema.getMutationType() ? 'mutation' : undefined;
}

function inputsOf(
  schema: GraphQLSchema,
  outputs: readonly OutputCoordinate[],
): readonly InputCoordinate[] {
  const ofFields = outputs.flatMap((of) =>
    of.field.args.map((input) => ({ coordinate: `${of.coordinate}(${input.name}:)`, input, of })),
  );
  const ofTypes = Object.values(schema.getTypeMap())
    .filter(isInputObjectType)
    .flatMap((of) =>
      Object.values(of.getFields()).map((input) => ({
        coordinate: `${of.name}.${input.name}`,
        input,
        of,
      })),
    );
  return [...ofFields, ...ofTypes];
}

export const namedTypeOf = (type: GraphQLOutputType): string => getNamedType(type).name;

/** True for wrappers (connections, edges, payloads) and shared value types. */
export const isStructure = (index: GraphIndex, type: string): boolean =>
  index.typeEntries.get(type)?.some(({ clauses }) => clauses === 'structure') ?? false;

/** The clauses that the owner's file gives to a type. */
export function typeEntryOf(index: GraphIndex, owner: Owner, type: string): TypeEntry | undefined {
  return index.typeEntries.get(type)?.find((entry) => entry.owner === owner);
}

/** The type that a wrapper wraps: of a connection its node, else the type itself. */
export function nodeTypeOf(index: GraphIndex, type: string): string {
  const node = stepInto(index, stepInto(index, type, 'edges'), 'node');
  return node ?? type;
}

function stepInto(index: GraphIndex, type: string | undefined, field: string): string | undefined {
  const parent = type === undefined ? undefined : index.schema.getType(type);
  if (!isObjectType(parent)) return undefined;
  const found = parent.getFields()[field];
  return found === undefined ? undefined : namedTypeOf(found.type);
}

/**
 * The stores whose file a coordinate's rule may stand in: those that declare it, for a key field
 * those that can resolve the key, the one that brings most of the type's fields first.
 */
export function declaringStores(index: GraphIndex, coordinate: Coordinate): readonly StoreName[] {
  const declared = (index.federation.fields.get(coordinate) ?? []).filter(
    ({ external }) => !external,
  );
  const facts = declared.filter(({ key }) => !key);
  if (facts.length > 0) return facts.map(({ store }) => store);
  const weight = (store: StoreName, type: string): number => {
    const declaration = index.federation.types.get(type)?.find((known) => known.store === store);
    const resolvable = declaration?.keys.some((key) => key.resolvable) ?? false;
    return (resolvable ? 1_000 : 0) + (declaration?.fields ?? 0);
  };
  return declared
    .map(({ store, type }) => ({ store, weight: weight(store, type) }))
    .sort((left, right) => right.weight - left.weight)
    .map(({ store }) => store);
}

/** Where a coordinate is declared in the SDL. */
export function sdlPlaceOf(index: GraphIndex, coordinate: Coordinate): Place | undefined {
  const [declaration] = index.federation.fields.get(coordinate) ?? [];
  if (declaration !== undefined) return declaration.place;
  const type = coordinate.split('.')[0] ?? coordinate;
  return index.federation.types.get(type)?.[0]?.place;
}

/** Where a coordinate's rule stands; else where it belongs: behind the last rule of its type. */
export function placeOf(index: GraphIndex, coordinate: Coordinate): Place {
  const bare = coordinate.replace(/\(.*\)$/, '');
  const type = bare.split('.')[0] ?? bare;
  const entry =
    index.fieldEntries.get(bare)?.[0] ??
    index.inputEntries.get(type)?.[0] ??
    index.typeEntries.get(type)?.find(({ clauses }) => clauses === 'structure');
  if (entry !== undefined) return entry.place;
  const file = fileOf(index, coordinate);
  const siblings = [...index.sources.fields, ...index.sources.inputs, ...index.sources.types]
    .filter(
      (known) => ('coordinate' in known ? known.coordinate.split('.')[0] : known.type) === type,
    )
    .filter(({ place }) => place.file === file);
  return { file, line: Math.max(1, ...siblings.map(({ place }) => place.line)) };
}

/** The file that a coordinate's rule belongs into. */
export function fileOf(index: GraphIndex, coordinate: Coordinate): string {
  const bare = coordinate.replace(/\(.*\)$/, '');
  const type = bare.split('.')[0] ?? bare;
  if (index.sharedTypes.has(type)) return 'policies/shared.yaml';
  const stores =
    index.federation.fields.get(bare) === undefined
      ? (index.federation.types.get(type) ?? []).map(({ store }) => store)
      : declaringStores(index, bare);
  return stores[0] === undefined ? 'policies' : `policies/${stores[0]}.yaml`;
}
