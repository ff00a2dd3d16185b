import {
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import { possibleTypes, type Reading } from '../answers/collected.ts';
import { textOf } from '../answers/differences.ts';
import type { ResponsePath } from '../world/reference.ts';

/**
 * Says where an answer is none to its document: a member that was not asked for, one missing or out
 * of order, a value of another type than declared, a null where none may stand. Undefined where the
 * answer is well formed. An object of an abstract type has to be right for one of its types.
 */
export function shapeFault(reading: Reading, data: unknown): string | undefined {
  if (data === null) return undefined;
  return objectFault(reading, reading.root, [reading.operation.selectionSet], data, []);
}

function valueFault(
  reading: Reading,
  type: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
  value: unknown,
  path: ResponsePath,
): string | undefined {
  if (isNonNullType(type)) {
    return value === null
      ? `null at ${textOf(path)}, where none may stand`
      : valueFault(reading, type.ofType, sets, value, path);
  }
  if (value === null) return undefined;
  if (isListType(type)) {
    if (!Array.isArray(value)) return `no list at ${textOf(path)}`;
    const { ofType } = type;
    return first(value, (item, index) => valueFault(reading, ofType, sets, item, [...path, index]));
  }
  if (isCompositeType(type)) return compositeFault(reading, type, sets, value, path);
  return isLeaf(type, value) ? undefined : `no ${type.name} at ${textOf(path)}`;
}

function compositeFault(
  reading: Reading,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
  value: unknown,
  path: ResponsePath,
): string | undefined {
  let fault: string | undefined = `no ${type.name} at ${textOf(path)}`;
  for (const object of possibleTypes(reading.schema, type)) {
    fault = objectFault(reading, object, sets, value, path);
    if (fault === undefined) return undefined;
  }
  return fault;
}

function objectFault(
  reading: Reading,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  value: unknown,
  path: ResponsePath,
): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `no object at ${textOf(path)}`;
  }
  const fields = reading.fieldsOf(type, sets);
  const given = Object.keys(value);
  if (given.join() !== [...fields.keys()].join()) {
    return `the members ${given.join()} at ${textOf(path)}`;
  }
  return first([...fields], ([key, field]) => {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (field.name === '__typename') {
      return member === type.name ? undefined : `the type ${String(member)} at ${textOf(path)}`;
    }
    return valueFault(reading, field.type, field.sets, member, [...path, key]);
  });
}

/** Result coercion, strictly (GraphQL, section 3.5); custom scalars are any JSON. */
function isLeaf(type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type)) return type.getValues().some(({ name }) => name === value);
  switch (type.name) {
    case 'Int':
      return typeof value === 'number' && (value | 0) === value;
    case 'Float':
      return Number.isFinite(value);
    case 'Boolean':
      return typeof value === 'boolean';
    case 'String':
    case 'ID':
      return typeof value === 'string';
    default:
      return true;
  }
}

function first<T>(
  items: readonly T[],
  faultOf: (item: T, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const fault = faultOf(item, index);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
