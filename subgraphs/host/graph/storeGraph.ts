import { buildSubgraphSchema } from '@apollo/subgraph';
import { isScalarType, parse, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { DataSource } from 'typeorm';
import type { PolicyLock } from '../../../policies/lock.ts';
import type { StoreDefinition } from '../definition.ts';
import { scalarResolvers } from '../scalars.ts';
import { answerFields, type AnsweredField } from './answers.ts';
import { bindTypes, type BoundTypes } from './boundTypes.ts';
import { definitionProblems } from './definitionProblems.ts';
import { referenceOf, resolverOf } from './resolveField.ts';
import { keyFieldOf, objectTypesOf } from './schemaShape.ts';

/** A store's executable graph. */
export interface StoreGraph {
  readonly schema: GraphQLSchema;
  readonly types: BoundTypes;
  /** How each field is answered. */
  readonly fields: readonly AnsweredField[];
}

export interface StoreGraphInput {
  readonly definition: StoreDefinition;
  readonly sdl: string;
  readonly lock: PolicyLock;
  readonly dataSource: DataSource;
}

/** Thrown before a store starts; its message lists every problem at once. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

type TypeResolvers = Record<string, GraphQLFieldResolver<unknown, unknown>>;

/** Derives a store's graph from SDL, policy, rows and edges; refuses one with a hole in it. */
export function buildStoreGraph(input: StoreGraphInput): StoreGraph {
  const { definition, lock, dataSource } = input;
  const typeDefs = parse(input.sdl);
  const declared = buildSubgraphSchema(typeDefs);
  const problems: string[] = [];
  const types = bindTypes({ definition, schema: declared, lock, dataSource, problems });
  const fields = answerFields({ definition, schema: declared, lock, types, problems });
  problems.push(...definitionProblems({ definition, schema: declared, lock, fields }));
  if (problems.length > 0) {
    const list = problems.map((problem) => `  ${problem}`).join('\n');
    throw new DefinitionError(
      `The store ${definition.name} has ${String(problems.length)} problem(s):\n${list}`,
    );
  }
  const resolvers = resolverMap(declared, types, fields);
  const schema = buildSubgraphSchema({ typeDefs, resolvers });
  for (const [name, functions] of Object.entries(scalarResolvers)) {
    const scalar = schema.getType(name);
    if (isScalarType(scalar)) Object.assign(scalar, functions);
  }
  return { schema, types, fields };
}

function resolverMap(
  schema: GraphQLSchema,
  types: BoundTypes,
  fields: readonly AnsweredField[],
): Record<string, TypeResolvers> {
  const map: Record<string, TypeResolvers> = {};
  const typeOf = (name: string): TypeResolvers => (map[name] ??= {});
  for (const field of fields) {
    const [type = '', name = ''] = field.coordinate.split('.');
    typeOf(type)[name] = resolverOf(field) as unknown as GraphQLFieldResolver<unknown, unknown>;
  }
  for (const type of objectTypesOf(schema)) {
    const bound = types.get(type.name);
    if (bound === undefined || keyFieldOf(type) === undefined) continue;
    const resolve: unknown = referenceOf(bound);
    typeOf(type.name).__resolveReference = resolve as GraphQLFieldResolver<unknown, unknown>;
  }
  return map;
}
