import { buildSubgraphSchema } from '@apollo/subgraph';
import { isScalarType, parse, type GraphQLFieldResolver, type GraphQLResolveInfo } from 'graphql';
import type { DataSource } from 'typeorm';
import type { PolicyLock } from '../../../policies/lock.ts';
import type { StoreDefinition } from '../definition.ts';
import type { GraphFunctions } from '../execute/graphFunctions.ts';
import type { Arguments } from '../read/listStatement.ts';
import { scalarResolvers } from '../scalars.ts';
import { auditedFieldsOf, type AuditedFields } from '../audit/auditedFields.ts';
import { answerFields, type AnsweredField } from './answers.ts';
import { bindTypes, type BoundTypes } from './boundTypes.ts';
import { definitionProblems } from './definitionProblems.ts';
import {
  referenceOf,
  resolverOf,
  type FieldFunction,
  type ReferenceFunction,
} from './resolveField.ts';
import { keyFieldOf, objectTypesOf } from './schemaShape.ts';
import { selectionOf, type Selection } from './selection.ts';
import type { SubRequest } from './subRequest.ts';

/** A store's executable graph: its schema, for any GraphQL executor, and the functions behind it. */
export interface StoreGraph extends GraphFunctions {
  readonly types: BoundTypes;
  /** How each field is answered. */
  readonly answers: readonly AnsweredField[];
  /** The fields that the receipt of an answer tells of. */
  readonly audited: AuditedFields;
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
  const answers = answerFields({ definition, schema: declared, lock, types, problems });
  problems.push(...definitionProblems({ definition, schema: declared, lock, fields: answers }));
  if (problems.length > 0) {
    const list = problems.map((problem) => `  ${problem}`).join('\n');
    throw new DefinitionError(
      `The store ${definition.name} has ${String(problems.length)} problem(s):\n${list}`,
    );
  }
  const audited = auditedFieldsOf({ definition, schema: declared, lock, types });
  const fields = new Map(
    answers.map((field) => [field.coordinate, resolverOf(field, audited.get(field.coordinate))]),
  );
  const references = new Map(
    objectTypesOf(declared).flatMap((type) => {
      const bound = keyFieldOf(type) === undefined ? undefined : types.get(type.name);
      return bound === undefined ? [] : [[type.name, referenceOf(bound)] as const];
    }),
  );
  const schema = buildSubgraphSchema({ typeDefs, resolvers: resolverMap(fields, references) });
  for (const [name, functions] of Object.entries(scalarResolvers)) {
    const scalar = schema.getType(name);
    if (isScalarType(scalar)) Object.assign(scalar, functions);
  }
  return { schema, types, answers, audited, fields, references };
}

/** The same functions as any executor of the schema calls them. */
function resolverMap(
  fields: ReadonlyMap<string, FieldFunction>,
  references: ReadonlyMap<string, ReferenceFunction>,
): Record<string, TypeResolvers> {
  const map: Record<string, TypeResolvers> = {};
  const typeOf = (name: string): TypeResolvers => (map[name] ??= {});
  for (const [coordinate, answer] of fields) {
    const [type = '', name = ''] = coordinate.split('.');
    typeOf(type)[name] = (parent, args: Arguments, context, info) =>
      answer(parent, args, context as SubRequest, selectionBelow(info));
  }
  for (const [type, resolve] of references) {
    const answer: unknown = resolve;
    typeOf(type).__resolveReference = answer as GraphQLFieldResolver<unknown, unknown>;
  }
  return map;
}

function selectionBelow({ fieldNodes, fragments }: GraphQLResolveInfo): Selection {
  const sets = fieldNodes.flatMap(({ selectionSet }) =>
    selectionSet === undefined ? [] : [selectionSet],
  );
  return selectionOf(sets, new Map(Object.entries(fragments)));
}
