import {
  isInterfaceType,
  isObjectType,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';
import { responseKey } from '../../policies/walk.ts';
import type { SeparatedKeys } from './plan.ts';

/** A document in which no alias is taken for a field, and what its new keys stand for. */
export interface SeparatedDocument {
  readonly document: DocumentNode;
  readonly keys: SeparatedKeys;
}

/** The key under which a plan's steps have a field of the client's document. */
export function plannedKey(keys: SeparatedKeys | undefined, node: FieldNode): string {
  for (const [key, { alias, field }] of keys ?? []) {
    if (alias === responseKey(node) && field === node.name.value) return key;
  }
  return responseKey(node);
}

/** The key under which the client asked for what a plan's steps have under this one. */
export const clientKey = (keys: SeparatedKeys | undefined, key: string): string =>
  keys?.get(key)?.alias ?? key;

/** Every field name of the graph, those that clients don't see included. */
export function fieldNamesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(schema.getTypeMap());
  const withFields = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  return new Set(withFields.flatMap((type) => Object.keys(type.getFields())));
}

/**
 * Gives keys of their own to what planners would take for something else. They fetch keys and required
 * fields beside what the client selects, under their plain names.
 *  - An alias that is the name of some other field, as in `{ product { id: name } }`: Apollo's planner
 *    drops the client's field, the native one sends its value as the key.
 *  - A field that is `required` and takes arguments: of the client's and the subgraph's arguments one
 *    would count for both.
 * Fields that the client merges under one key stay merged.
 */
export function separateKeys(
  document: DocumentNode,
  fieldNames: ReadonlySet<string>,
  required: ReadonlySet<string> = new Set(),
): SeparatedDocument {
  const taken = new Set(fieldNames);
  const clashes = (node: FieldNode): boolean => {
    const key = responseKey(node);
    taken.add(key);
    return key === node.name.value ? required.has(key) : fieldNames.has(key);
  };
  const clashing: FieldNode[] = [];
  visit(document, {
    [Kind.FIELD]: (node) => {
      if (clashes(node)) clashing.push(node);
    },
  });
  if (clashing.length === 0) return { document, keys: new Map() };
  const names = uniqueNames(clashing, taken);
  const keys = new Map<string, { alias: string; field: string }>();
  const separated = visit(document, {
    [Kind.FIELD]: (node) => {
      const key = names.get(pairOf(node));
      if (key === undefined) return undefined;
      keys.set(key, { alias: responseKey(node), field: node.name.value });
      return { ...node, alias: { kind: Kind.NAME, value: key } };
    },
  });
  return { document: separated, keys };
}

/** Key and field, as one word: neither holds a colon. */
const pairOf = (node: FieldNode): string => `${responseKey(node)}:${node.name.value}`;

function uniqueNames(
  fields: readonly FieldNode[],
  taken: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  let count = 0;
  for (const pair of new Set(fields.map(pairOf))) {
    while (taken.has(`_k${String(count)}`)) count += 1;
    names.set(pair, `_k${String(count)}`);
    count += 1;
  }
  return names;
}
