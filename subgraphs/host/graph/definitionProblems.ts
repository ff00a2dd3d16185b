import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import type { PolicyLock } from '../../../policies/lock.ts';
import type { StoreDefinition } from '../definition.ts';
import type { AnsweredField } from './answers.ts';
import { objectTypesOf } from './schemaShape.ts';

interface CheckInput {
  readonly definition: StoreDefinition;
  readonly schema: GraphQLSchema;
  readonly lock: PolicyLock;
  readonly fields: readonly AnsweredField[];
}

/** What a definition says that nothing asks for, or that the gate does not know. */
export function definitionProblems(input: CheckInput): readonly string[] {
  return [
    ...surplusNames(input),
    ...commandProblems(input),
    ...gateProblems(input, 'event', Object.keys(input.definition.receives)),
    ...gateProblems(input, 'call', Object.keys(input.definition.answers)),
  ];
}

/** Edges, resolvers and commands of fields that the SDL does not have. */
function surplusNames({ definition, fields }: CheckInput): readonly string[] {
  const known = new Set(fields.map(({ coordinate }) => coordinate));
  const resolved = Object.entries(definition.resolvers).flatMap(([type, members]) =>
    Object.keys(members).map((field) => `${type}.${field}`),
  );
  return [
    ...definition.edges.map(({ field }) => ['edge', field] as const),
    ...resolved.map((field) => ['resolver', field] as const),
    ...Object.keys(definition.commands).map((name) => ['command', `Mutation.${name}`] as const),
  ]
    .filter(([, coordinate]) => !known.has(coordinate))
    .map(([what, coordinate]) => `${what} ${coordinate}: the SDL has no such field`);
}

/** Each member of a payload is a result, the errors, or resolved. */
function commandProblems({ definition, schema }: CheckInput): readonly string[] {
  const mutations = schema.getMutationType()?.getFields() ?? {};
  return Object.entries(definition.commands).flatMap(([name, { results }]) => {
    const field = mutations[name];
    const payload = field === undefined ? undefined : getNamedType(field.type);
    if (!isObjectType(payload)) return [];
    const members = Object.keys(payload.getFields());
    const resolved = Object.keys(definition.resolvers[payload.name] ?? {});
    const known = new Set([...Object.keys(results), ...resolved, 'errors']);
    const objects = new Set(objectTypesOf(schema).map((type) => type.name));
    return [
      ...members
        .filter((member) => !known.has(member))
        .map((member) => `command ${name}: its payload's ${member} is no result`),
      ...Object.entries(results)
        .filter(([member, type]) => !members.includes(member) || !objects.has(type))
        .map(([member, type]) => `command ${name}: no ${member} of type ${type} in its payload`),
    ];
  });
}

/** A handler for what the gate does not let in would never be reached. */
function gateProblems(
  { definition, lock }: CheckInput,
  kind: 'event' | 'call',
  names: readonly string[],
): readonly string[] {
  return names
    .filter((name) => {
      const rule = lock.gate[name];
      return rule?.kind !== kind || rule.to !== definition.name;
    })
    .map((name) => `${kind} ${name}: the gate lets no such ${kind} into ${definition.name}`);
}
