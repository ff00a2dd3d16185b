import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isObjectType,
  parse,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
} from 'graphql';
import { z } from 'zod';

const SubRequest = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).optional(),
});

type Row = Readonly<Record<string, unknown>>;

const rowsOfList = 2;

/** Values that the graph's scalars take; every other scalar takes a word. */
const scalars: Readonly<Record<string, unknown>> = {
  ...{ Int: 7, Float: 0.5, Boolean: true, Date: '2026-01-02', Decimal: '12.5000' },
  ...{ DateTime: '2026-01-02T03:04:05.678Z' },
};

/**
 * Answers whatever a store's schema allows, always alike: enough of a store for the gateway before it,
 * which sees real types, keys and lists. Each question is executed once.
 */
export function createSyntheticAnswers(sdl: string): (body: string) => Promise<string> {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl) });
  const known = new Map<string, string>();
  return async (body) => {
    const before = known.get(body);
    if (before !== undefined) return before;
    const { query, variables = {} } = SubRequest.parse(JSON.parse(body));
    const result = await execute({
      ...{ schema, document: parse(query), variableValues: variables, fieldResolver },
      typeResolver: (value: Row, _context, _info, type) =>
        typeof value.__typename === 'string'
          ? value.__typename
          : schema.getPossibleTypes(type)[0]?.name,
    });
    const text = JSON.stringify(result);
    known.set(body, text);
    return text;
  };
}

const fieldResolver: GraphQLFieldResolver<Row | undefined, unknown> = (
  row,
  _values,
  _context,
  info,
) =>
  row !== undefined && Object.hasOwn(row, info.fieldName)
    ? row[info.fieldName]
    : made(info.returnType, nameOf(row, info), info);

/** Where a value stands; it is told in ids, so that rows differ from each other. */
const nameOf = (row: Row | undefined, { fieldName, parentType }: GraphQLResolveInfo): string =>
  `${typeof row?.id === 'string' ? row.id : parentType.name}.${fieldName}`;

function made(given: GraphQLOutputType, name: string, info: GraphQLResolveInfo): unknown {
  const type = getNullableType(given);
  if (isListType(type)) {
    const { ofType } = type as { readonly ofType: GraphQLOutputType };
    return Array.from({ length: rowsOfList }, (_, index) =>
      made(ofType, `${name}.${String(index)}`, info),
    );
  }
  if (isEnumType(type)) return type.getValues()[0]?.value;
  if (isObjectType(type) || isAbstractType(type)) return { id: name };
  return scalars[type.name] ?? name;
}
