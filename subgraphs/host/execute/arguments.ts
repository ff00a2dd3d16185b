import {
  getArgumentValues,
  Kind,
  type FieldNode,
  type GraphQLField,
  type ValueNode,
} from 'graphql';
import type { Arguments, CoercedArguments, Run } from './run.ts';

export type ArgumentsOf = (run: Run) => Arguments;

const none: Arguments = Object.freeze({});

const usesVariables = (node: ValueNode): boolean => {
  switch (node.kind) {
    case Kind.VARIABLE:
      return true;
    case Kind.LIST:
      return node.values.some(usesVariables);
    case Kind.OBJECT:
      return node.fields.some(({ value }) => usesVariables(value));
    default:
      return false;
  }
};

/**
 * The arguments of one selection: coerced once for good where they are literals, once a run where
 * they name variables. A coercion that fails fails each use, at its own place.
 */
export function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  slot: number,
): ArgumentsOf {
  if (field.args.length === 0) return () => none;
  const isFixed = !(node.arguments ?? []).some(({ value }) => usesVariables(value));
  if (isFixed) {
    const fixed = coerce(field, node, none);
    return () => valueOrThrow(fixed);
  }
  return (run) => valueOrThrow((run.coerced[slot] ??= coerce(field, node, run.variables)));
}

function coerce(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Arguments,
): CoercedArguments {
  try {
    return { value: getArgumentValues(field, node, variables) };
  } catch (error) {
    return { error };
  }
}

function valueOrThrow(coerced: CoercedArguments): Arguments {
  if ('error' in coerced) throw coerced.error;
  return coerced.value;
}
