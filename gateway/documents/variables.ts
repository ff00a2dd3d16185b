import { getVariableValues, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { AppError } from '../../lib/errors/appError.ts';
import { isWithinDepth } from '../../lib/jsonDepth.ts';

type Variables = Readonly<Record<string, unknown>>;

const refused = (name: string | undefined): AppError =>
  new AppError('VARIABLE_INVALID', {
    ...(name === undefined ? {} : { subject: `$${name}` }),
    // In a text the name is the client's own, so the log does without it.
    details: { reason: name === undefined ? 'undeclared' : 'value' },
  });

/**
 * Coerces the variables once, one by one: a refusal names the variable and never its value. A name
 * that the document does not declare is the client's own text, so it is not repeated.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Variables,
): Variables {
  const definitions = operation.variableDefinitions ?? [];
  const declared = new Set(definitions.map(({ variable }) => variable.name.value));
  if (Object.keys(given).some((name) => !declared.has(name))) throw refused(undefined);
  const coerced: Record<string, unknown> = {};
  for (const definition of definitions) {
    const name = definition.variable.name.value;
    if (!isWithinDepth(given[name])) throw refused(name);
    const result = getVariableValues(schema, [definition], given, { maxErrors: 1 });
    if (result.coerced === undefined) throw refused(name);
    if (Object.hasOwn(result.coerced, name)) coerced[name] = result.coerced[name];
  }
  return coerced;
}
