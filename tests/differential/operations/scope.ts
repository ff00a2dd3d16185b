import {
  isObjectType,
  Kind,
  print,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
  getNamedType,
  isCompositeType,
} from 'graphql';
import { typeOfField } from './fields.ts';

/**
 * The response keys in use at one place of an answer. Two fields under one key must merge there
 * (GraphQL, section 5.3.2); the children of all fields under one key share a scope.
 */
export interface Scope {
  readonly entries: Map<string, ScopeEntry>;
}

interface ScopeEntry {
  readonly holders: { readonly type: GraphQLCompositeType; readonly signature: string }[];
  readonly shape: string;
  readonly inner: Scope;
}

export const newScope = (): Scope => ({ entries: new Map() });

/** What must be equal where two fields merge. */
const signatureOf = ({ name, arguments: args = [] }: FieldNode): string =>
  `${name.value}(${args
    .map((node) => print(node))
    .sort()
    .join()})`;

/** The scope of a field's children, or undefined where its key means another field here. */
export function enter(
  scope: Scope,
  parent: GraphQLCompositeType,
  field: FieldNode,
): Scope | undefined {
  const key = field.alias?.value ?? field.name.value;
  const shape = String(typeOfField(parent, field.name.value));
  const signature = signatureOf(field);
  const entry = scope.entries.get(key) ?? { holders: [], shape, inner: newScope() };
  const fits =
    entry.shape === shape &&
    entry.holders.every(
      (holder) => holder.signature === signature || areExclusive(holder.type, parent),
    );
  if (!fits) return undefined;
  entry.holders.push({ type: parent, signature });
  scope.entries.set(key, entry);
  return entry.inner;
}

/** No object is of both types, so different fields may stand under one key. */
const areExclusive = (left: GraphQLCompositeType, right: GraphQLCompositeType): boolean =>
  isObjectType(left) && isObjectType(right) && left !== right;

/** Puts a whole selection into a scope; false where a part of it doesn't fit. */
export function absorb(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  scope: Scope,
  parent: GraphQLCompositeType,
  set: SelectionSetNode,
): boolean {
  return set.selections.every((node) => {
    if (node.kind === Kind.FIELD) {
      const inner = enter(scope, parent, node);
      if (inner === undefined) return false;
      const type = getNamedType(typeOfField(parent, node.name.value));
      return node.selectionSet === undefined || !isCompositeType(type)
        ? true
        : absorb(schema, fragments, inner, type, node.selectionSet);
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
    const on = fragment?.typeCondition?.name.value;
    const type = on === undefined ? parent : schema.getType(on);
    return (
      fragment !== undefined &&
      isCompositeType(type) &&
      absorb(schema, fragments, scope, type, fragment.selectionSet)
    );
  });
}

/** A scope to try things in. */
export const copyOf = (scope: Scope): Scope => ({
  entries: new Map(
    [...scope.entries].map(([key, entry]) => [
      key,
      { holders: [...entry.holders], shape: entry.shape, inner: copyOf(entry.inner) },
    ]),
  ),
});
