import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
} from 'graphql';
import type { PolicyLock } from '../../policies/lock.ts';
import { fieldOf } from '../../policies/walk.ts';
/** The type whose rows a field leads to: a connection's node, a list's item, a single edge's target. */
export function rowType(type: GraphQLOutputType): { name: string; isList: boolean } | undefined {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return undefined;
  const node = isObjectType(named) ? connectionNode(named) : undefined;
  if (node !== undefined) return { name: node, isList: true };
  return { name: named.name, isList: isListType(getNullableType(type)) };
}

function connectionNode(type: GraphQLCompositeType): string | undefined {
  const edges = fieldOf(type, 'edges')?.type;
  const edge = edges === undefined ? undefined : getNamedType(edges);
  const node = isObjectType(edge) ? fieldOf(edge, 'node')?.type : undefined;
  return node === undefined ? undefined : getNamedType(node).name;
}

/** True where the field's own store, or the one where the type originates, leaves such rows out. */
export function hidesNaturalPersons(
  { lock, purpose }: { readonly lock: PolicyLock; readonly purpose: string },
  store: string,
  type: string,
): boolean {
  const origin = lock.fields[`${type}.id`]?.store ?? store;
  return [store, origin].some((name) => {
    const rule = lock.types[name]?.[type];
    return rule?.class === 'party' && !(rule.natural ?? []).includes(purpose);
  });
}
