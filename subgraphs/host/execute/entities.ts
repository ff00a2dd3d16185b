import {
  isInterfaceType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { CompleteObject } from './completeValue.ts';
import type { GraphFunctions } from './graphFunctions.ts';
import type { Arguments, Run } from './run.ts';

/** What a reference resolved to, and the type that it named: a row does not know the latter. */
class Entity {
  readonly type: string;
  readonly value: object;

  constructor(type: string, value: object) {
    this.type = type;
    this.value = value;
  }
}

/**
 * `Query._entities` (Apollo Federation, subgraph specification): each representation by itself, in
 * order. One that names no type of this store fails the field, as `@apollo/subgraph` has it.
 */
export function entitiesOf({
  schema,
  references,
}: GraphFunctions): (run: Run, parent: unknown, args: Arguments) => readonly unknown[] {
  return ({ context }, _parent, { representations }) =>
    (representations as readonly Arguments[]).map((reference) => {
      const name = reference.__typename;
      const type = typeof name === 'string' ? schema.getType(name) : undefined;
      if (!isObjectType(type) && !isInterfaceType(type)) {
        throw new TypeError('a representation names no type of this store');
      }
      const resolve = references.get(type.name);
      if (resolve === undefined) return new Entity(type.name, reference);
      return resolve(reference, context).then((value) =>
        value === null ? null : new Entity(type.name, value),
      );
    });
}

/** Completes interfaces and unions by the type that an entity's reference, or the value itself, names. */
export function abstractCompleter(
  schema: GraphQLSchema,
  abstract: GraphQLAbstractType,
  compile: (type: GraphQLObjectType) => CompleteObject,
): CompleteObject {
  const compiled = new Map<string, CompleteObject>();
  const completerFor = (name: unknown): CompleteObject => {
    const found = typeof name === 'string' ? compiled.get(name) : undefined;
    if (found !== undefined) return found;
    const type = typeof name === 'string' ? schema.getType(name) : undefined;
    if (!isObjectType(type) || !schema.isSubType(abstract, type)) {
      throw new TypeError(`a value is of no type that ${abstract.name} allows`);
    }
    const made = compile(type);
    compiled.set(type.name, made);
    return made;
  };
  return (run, value, path) =>
    value instanceof Entity
      ? completerFor(value.type)(run, value.value, path)
      : completerFor((value as { readonly __typename?: unknown }).__typename)(run, value, path);
}
