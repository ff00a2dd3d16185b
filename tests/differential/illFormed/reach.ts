import { Kind, parse, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import type { FetchPart, FetchStep, OperationPlan, PathStep } from '../../../gateway/plan/plan.ts';
import { fetchesOf } from '../../../gateway/plan/steps.ts';

/** Response keys from the root, without list positions. */
type Keys = readonly string[];

/** How far wrong answers can reach into the answer. */
export interface Reach {
  /** True at and below a place that a reached sub-request answers. */
  readonly covers: (keys: Keys) => boolean;
  /** True above such a place: a null may come up to here. */
  readonly touchesBelow: (keys: Keys) => boolean;
}

/**
 * A wrong answer spoils the fields that its sub-request asks for, all below them, and what other
 * sub-requests look up with keys or required values from there. Sub-requests to one subgraph may
 * share answers, so all lookups there count as spoilt with one of them.
 */
export function reachOf(
  plan: OperationPlan,
  isSpoilt: (step: FetchStep) => boolean,
  clientKey: (key: string) => string,
): Reach {
  const steps = fetchesOf(plan).map((step) => ({ step, written: writtenBy(step, clientKey) }));
  const lookups = new Set(
    steps.filter(({ step }) => isSpoilt(step) && isLookup(step)).map(({ step }) => step.subgraph),
  );
  const reached: Keys[] = [];
  const waiting = new Set(steps);
  const spread = (): boolean => {
    const before = waiting.size;
    for (const each of waiting) {
      const { step, written } = each;
      const shares = isLookup(step) && lookups.has(step.subgraph);
      const depends = placesOf(step, clientKey).some((place) =>
        reached.some((keys) => begins(keys, place) || begins(place, keys)),
      );
      if (!isSpoilt(step) && !shares && !depends) continue;
      reached.push(...written);
      waiting.delete(each);
    }
    return waiting.size < before;
  };
  while (spread());
  return {
    covers: (keys) => reached.some((start) => begins(keys, start)),
    touchesBelow: (keys) => reached.some((each) => begins(each, keys)),
  };
}

const begins = (keys: Keys, start: Keys): boolean =>
  start.every((key, index) => keys[index] === key);

const isLookup = ({ parts }: FetchStep): boolean => parts.some(({ kind }) => kind === 'entities');

/** Where the objects are whose keys and required values a sub-request carries. */
const placesOf = ({ parts }: FetchStep, clientKey: (key: string) => string): readonly Keys[] =>
  parts
    .flatMap((part) => (part.kind === 'entities' ? part.paths : [part.path]))
    .filter((path) => path.length > 0)
    .map((path) => keysOf(path, clientKey));

const keysOf = (path: readonly PathStep[], clientKey: (key: string) => string): Keys =>
  path.flatMap((step) => (step.kind === 'key' ? [clientKey(step.key)] : []));

function writtenBy(step: FetchStep, clientKey: (key: string) => string): readonly Keys[] {
  const { definitions } = parse(step.text, { noLocation: true });
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new TypeError('a sub-request without an operation');
  const fragments = new Map(
    definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node.selectionSet]),
  );
  const patterns = (set: SelectionSetNode, prefix: Keys): readonly Keys[] =>
    set.selections.flatMap((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT) return patterns(node.selectionSet, prefix);
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const inner = fragments.get(node.name.value);
        return inner === undefined ? [] : patterns(inner, prefix);
      }
      const here = [...prefix, clientKey(node.alias?.value ?? node.name.value)];
      return [here, ...(node.selectionSet === undefined ? [] : patterns(node.selectionSet, here))];
    });
  return step.parts.flatMap((part) => {
    const prefixes = (part.kind === 'entities' ? part.paths : [part.path]).map((path) =>
      keysOf(path, clientKey),
    );
    // Keys that are renamed on the way in are not followed: all of the object counts.
    if (part.outputRewrites.length > 0) return prefixes;
    const set = selectionOf(part, operation.selectionSet);
    return prefixes.flatMap((prefix) => patterns(set, prefix));
  });
}

function selectionOf(part: FetchPart, root: SelectionSetNode): SelectionSetNode {
  if (part.kind === 'root') return root;
  for (const node of root.selections) {
    if (node.kind !== Kind.FIELD || node.selectionSet === undefined) continue;
    if ((node.alias?.value ?? node.name.value) === part.responseKey) return node.selectionSet;
  }
  throw new TypeError('a part without its lookup');
}
