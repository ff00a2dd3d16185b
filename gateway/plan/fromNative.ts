import type {
  BatchFetchNode,
  EntityBatchAlias,
  FetchNode,
  FetchNodePathSegment,
  FetchRewrite,
  FlattenNodePathSegment,
  KeyRenamer,
  PlanNode,
  QueryPlan,
  RequiresSelection,
  ValueSetter,
} from '@graphql-hive/router-query-planner';
import { unreachable } from '../../lib/unreachable.ts';
import type {
  EntitiesPart,
  FetchPart,
  FetchStep,
  OperationPlan,
  PathStep,
  PlanStep,
  RequiredSelection,
  Rewrite,
  RewriteStep,
} from './plan.ts';
import { notSupported } from './refusal.ts';
import { widened } from './interfaceObjects.ts';
import { inParallel, inSequence, onVariable } from './steps.ts';

type Path = readonly PathStep[];

/**
 * Reads a plan of `@graphql-hive/router-query-planner`, as it is or as JSON. Throws `NOT_SUPPORTED`
 * on deferred fragments, subscriptions and conditional keys, `TypeError` on what is no such plan.
 */
export const fromNative = ({ node }: QueryPlan): OperationPlan => ({ root: optional(node, []) });

/** A missing member of the native plan comes as null or not at all. */
type Optional<T> = T | null | undefined;

const optional = (node: Optional<PlanNode>, path: Path): PlanStep | undefined =>
  node === undefined || node === null ? undefined : stepOf(node, path);

function stepOf(node: PlanNode, path: Path): PlanStep | undefined {
  switch (node.kind) {
    case 'Fetch':
      return fetchStep(node, [fetchPart(node, path)]);
    case 'BatchFetch':
      return batchStep(node, path);
    case 'Flatten':
      return stepOf(node.node, [...path, ...node.path.map(pathStep)]);
    case 'Sequence':
      return inSequence(node.nodes.map((child) => stepOf(child, path)));
    case 'Parallel':
      return inParallel(node.nodes.map((child) => stepOf(child, path)));
    case 'Condition':
      return onVariable(
        node.condition,
        optional(node.ifClause, path),
        optional(node.elseClause, path),
      );
    case 'Defer':
      throw notSupported('deferred fragments');
    case 'Subscription':
      throw notSupported('subscriptions');
    default:
      return unreachable(node);
  }
}

function fetchStep(node: FetchNode | BatchFetchNode, parts: readonly FetchPart[]): FetchStep {
  if (node.operationKind === 'subscription') throw notSupported('subscriptions');
  return {
    kind: 'fetch',
    subgraph: node.serviceName,
    operation: node.operationKind ?? 'query',
    text: node.operation,
    variables: node.variableUsages ?? [],
    parts,
  };
}

function batchStep(node: BatchFetchNode, path: Path): FetchStep {
  // Its aliases carry whole paths.
  if (path.length > 0) throw notSupported('a batch below a path');
  return fetchStep(
    node,
    node.entityBatch.aliases.map((alias) => batchPart(alias, node.operation)),
  );
}

function fetchPart(node: FetchNode, path: Path): FetchPart {
  const requires = node.requires as Optional<RequiresSelection[]>;
  const outputRewrites = rewritesOf(node.outputRewrites);
  if (requires === undefined || requires === null) return { kind: 'root', path, outputRewrites };
  const inputRewrites = rewritesOf(node.inputRewrites);
  return {
    kind: 'entities',
    responseKey: '_entities',
    variable: 'representations',
    paths: [path],
    requires: widened(requires.map(requiredSelection), inputRewrites, node.operation),
    inputRewrites,
    outputRewrites,
  };
}

function batchPart(given: EntityBatchAlias, text: string): EntitiesPart {
  const inputRewrites = rewritesOf(given.inputRewrites);
  return {
    kind: 'entities',
    responseKey: given.alias,
    variable: given.representationsVariableName,
    paths: given.paths.map((path) => path.map(pathStep)),
    requires: widened(given.requires.map(requiredSelection), inputRewrites, text),
    inputRewrites,
    outputRewrites: rewritesOf(given.outputRewrites),
  };
}

/**
 * Here an alias is the member to send, and the name is what it was fetched under: two fields may
 * each require one field with arguments of their own, and both values stand on the object.
 */
function requiredSelection(selection: RequiresSelection): RequiredSelection {
  switch (selection.kind) {
    case 'Field': {
      const { name, alias } = selection;
      // The planner writes an empty list for a leaf in some places and nothing in others.
      const inner = selection.selections ?? [];
      const selections = inner.length === 0 ? undefined : inner.map(requiredSelection);
      return { kind: 'field', name: alias ?? name, key: name, selections };
    }
    case 'InlineFragment': {
      const { typeCondition, skipIf, includeIf } = selection;
      if (isPresent(skipIf) || isPresent(includeIf)) throw notSupported('conditional keys');
      const selections = selection.selections.map(requiredSelection);
      return { kind: 'fragment', type: typeCondition, selections };
    }
    case 'FragmentSpread':
      throw notSupported('named fragments in keys');
    default:
      return unreachable(selection);
  }
}

const isPresent = (value: Optional<string>): boolean => value !== undefined && value !== null;

function pathStep(segment: FlattenNodePathSegment): PathStep {
  if (segment === '@') return { kind: 'list' };
  if ('Field' in segment) return { kind: 'key', key: segment.Field };
  if ('TypeCondition' in segment) return { kind: 'types', types: segment.TypeCondition };
  return unreachable(segment);
}

const rewritesOf = (rewrites: Optional<readonly FetchRewrite[]>): readonly Rewrite[] =>
  (rewrites ?? []).map(rewriteOf);

function rewriteOf(rewrite: FetchRewrite): Rewrite {
  if ('ValueSetter' in rewrite) return setter(rewrite.ValueSetter);
  if ('KeyRenamer' in rewrite) return renamer(rewrite.KeyRenamer);
  // The package's types also know this form, which its planner wrote in some versions.
  if ('setValueTo' in rewrite) return setter(rewrite);
  return unreachable(rewrite);
}

const setter = ({ path, setValueTo }: ValueSetter): Rewrite => ({
  kind: 'set',
  path: path.map(rewriteStep),
  value: setValueTo,
});

const renamer = ({ path, renameKeyTo }: KeyRenamer): Rewrite => ({
  kind: 'rename',
  path: path.map(rewriteStep),
  to: renameKeyTo,
});

function rewriteStep(segment: FetchNodePathSegment): RewriteStep {
  if ('TypenameEquals' in segment) return { kind: 'types', types: segment.TypenameEquals };
  if ('Key' in segment) return { kind: 'key', key: segment.Key };
  return unreachable(segment);
}
