import { isCompositeType, isObjectType, type GraphQLSchema } from 'graphql';
import type { CodeWriter } from './code.ts';
import { fieldsNamed, sourcesOf, type Place } from './places.ts';
import { appliesTo } from './selected.ts';

/** True where an object that states `typeName` is of the type `condition`. */
export function isTypeOrBelow(schema: GraphQLSchema, condition: string, typeName: string): boolean {
  const type = schema.getType(condition);
  return condition === typeName || (isCompositeType(type) && appliesTo(schema, type, typeName));
}

export const objectNames = (schema: GraphQLSchema, place: Place): ReadonlySet<string> =>
  new Set(place.typeNames.filter((name) => isObjectType(schema.getType(name))));

/**
 * What several sources of one object state. A store with an interface object knows no
 * implementation and states the interface's name: the name of an object type goes first.
 */
export const pickTypeName = (
  objects: ReadonlySet<unknown>,
  ...stated: readonly unknown[]
): unknown =>
  stated.find((name) => objects.has(name)) ?? stated.find((name) => typeof name === 'string');

/** Source text for the name that the sources of a place state; each source in its own variable. */
export function typeNameCode(code: CodeWriter, schema: GraphQLSchema, place: Place): string {
  const stated = sourcesOf(place)
    .filter(({ source }) => fieldsNamed(source.selections, '__typename').length > 0)
    .map(({ variable }) => `${variable}.__typename`);
  const objects = code.constant(objectNames(schema, place));
  return `${code.constant(pickTypeName)}(${[objects, ...stated].join(', ')})`;
}
