import { Kind, parse, visit } from 'graphql';

/** One subgraph's declaration of a field, as far as planning looks at it. */
export interface RequiringField {
  /** A federation field set, `weight(unit: "kg") size { width }`; undefined where nothing is required. */
  readonly requires: string | undefined;
}

/** One subgraph's declaration of a type, as far as planning looks at it. */
export interface KeyedType {
  readonly keys: readonly { readonly fields: string; readonly resolvable: boolean }[];
  readonly interfaceObject: boolean;
}

/**
 * Three shapes of a federated graph for which Apollo's planner, at 2.14, makes plans that answer a
 * wrong value without an error. They are refused in our own graph (I16), and in every graph that
 * this planner would have to serve.
 */

/**
 * A field required with arguments: where the client asks for the same field with other arguments, or
 * a second field requires it with others, one of the two is fetched and stands for both.
 */
export const requiresArguments = ({ requires }: RequiringField): boolean =>
  requires !== undefined && hasArguments(requires);

function hasArguments(fieldSet: string): boolean {
  let found = false;
  visit(parse(`{ ${fieldSet} }`), {
    [Kind.ARGUMENT]: () => {
      found = true;
    },
  });
  return found;
}

/** An interface object that its subgraph can't resolve: what its types add is answered with nothing. */
export const isUnresolvableObject = ({ interfaceObject, keys }: KeyedType): boolean =>
  interfaceObject && !keys.some(({ resolvable }) => resolvable);

/** Of one type's declarations, those with a nested key, where several subgraphs know the type by key. */
export function sharedNestedKeys<Type extends KeyedType>(
  declarations: readonly Type[],
): readonly Type[] {
  const keyed = declarations.filter(({ keys }) => keys.length > 0);
  if (keyed.length < 2) return [];
  return keyed.filter(({ keys }) => keys.some(({ fields }) => fields.includes('{')));
}
