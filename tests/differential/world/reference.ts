import {
  buildASTSchema,
  execute,
  isListType,
  isNonNullType,
  Kind,
  parse,
  printSchema,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type TypeNode,
} from 'graphql';
import { objectNamed } from './facts.ts';
import { fieldValue, newRun, requiredOf, rootItem, type Item, type World } from './world.ts';

export type ResponsePath = readonly (string | number)[];

export interface ReferenceError {
  readonly path: ResponsePath;
  /** Undefined where a value is missing that its owner did not know. */
  readonly code: string | undefined;
  /** The null at which the error's path ends in the data, or a place further down, comes from it. */
  readonly restsAt: ResponsePath;
  /** Nothing between the field and the null that it rests at may be null: it can have sent it up. */
  readonly isCause: boolean;
}

export interface ReferenceAnswer {
  readonly data: unknown;
  /** Every field that fails, those included whose place a null above has swallowed. */
  readonly errors: readonly ReferenceError[];
}

type Variables = Readonly<Record<string, unknown>>;

export interface Reference {
  readonly answer: (document: DocumentNode, variables: Variables) => ReferenceAnswer;
}

/**
 * What a federation is to answer, without any: `graphql-js` over one schema and the same data.
 * Data come from a run over the API schema. Of two failing fields under one null `graphql-js`
 * reports the first alone, so the errors come from a second run where everything may be null.
 */
export function referenceOf(world: World): Reference {
  const { apiSchema } = world.federation;
  const nullable = nullableOf(apiSchema);
  return {
    answer: (document, variables) => {
      const types = new Map<string, GraphQLOutputType>();
      const { data = null } = runOver(world, apiSchema, document, variables);
      const { errors = [] } = runOver(world, nullable, document, variables, types);
      return {
        data,
        errors: errors.map(({ path = [], extensions: { code } }) => {
          const restsAt = restingPlace(data, path);
          const isCause = path
            .map((_, index) => path.slice(0, index + 1))
            .filter((place) => place.length > restsAt.length)
            .every((place) => isNonNullType(typeAt(types, place)));
          return { path, restsAt, isCause, code: typeof code === 'string' ? code : undefined };
        }),
      };
    },
  };
}

/** The first null on the way of a path through the data; all of the path where there is none. */
export function restingPlace(data: unknown, path: ResponsePath): ResponsePath {
  let value = data;
  for (const [index, part] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, index);
    value = (value as Readonly<Record<string | number, unknown>>)[part];
  }
  return path;
}

/** The type of a field by its path, or of an item of its list. */
function typeAt(
  types: ReadonlyMap<string, GraphQLOutputType>,
  place: ResponsePath,
): GraphQLOutputType {
  const known = types.get(place.join('.'));
  if (known !== undefined) return known;
  const above: GraphQLOutputType = typeAt(types, place.slice(0, -1));
  const list = isNonNullType(above) ? above.ofType : above;
  if (!isListType(list)) throw new TypeError(`${place.join('.')} is in no list`);
  return list.ofType as GraphQLOutputType;
}

/** `types` takes the API's type of each field that is reached, by its path. */
function runOver(
  world: World,
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Variables,
  types?: Map<string, GraphQLOutputType>,
): ExecutionResult {
  const run = newRun();
  const required = requiredOf(world, run);
  const result = execute({
    schema,
    document,
    variableValues: variables,
    fieldResolver: (source: Item | undefined, args: Record<string, unknown>, _context, info) => {
      types?.set(pathOf(info), apiType(world, info));
      const item = source ?? rootItem(info.parentType.name);
      return fieldValue(world, run, item, info.fieldName, args, required);
    },
    typeResolver: ({ type }: Item) => type,
  });
  if (result instanceof Promise) throw new TypeError('nothing here waits');
  return result;
}

function pathOf({ path }: GraphQLResolveInfo): string {
  const parts: (string | number)[] = [];
  for (let at: typeof path | undefined = path; at !== undefined; at = at.prev) parts.push(at.key);
  return parts.reverse().join('.');
}

function apiType({ federation }: World, { parentType, fieldName }: GraphQLResolveInfo) {
  const field = objectNamed(federation.apiSchema, parentType.name).getFields()[fieldName];
  if (field === undefined) throw new TypeError('the two schemas differ');
  return field.type;
}

const nullableOf = (schema: GraphQLSchema): GraphQLSchema =>
  buildASTSchema(
    visit(parse(printSchema(schema)), {
      FieldDefinition: (field) => ({ ...field, type: withoutNonNull(field.type) }),
    }),
    { assumeValidSDL: true },
  );

function withoutNonNull(type: TypeNode): TypeNode {
  switch (type.kind) {
    case Kind.NON_NULL_TYPE:
      return withoutNonNull(type.type);
    case Kind.LIST_TYPE:
      return { ...type, type: withoutNonNull(type.type) };
    case Kind.NAMED_TYPE:
      return type;
  }
}
