import { getArgumentValues, type FieldNode, type GraphQLField } from 'graphql';
import { namesVariable } from '../graph/namesVariable.ts';
import type { Arguments, CoercedArguments, Run } from './run.ts';

export type ArgumentsOf = (run: Run) => Arguments;

const none: Arguments = Object.freeze({});

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
  if (!namesVariable(node)) {
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
