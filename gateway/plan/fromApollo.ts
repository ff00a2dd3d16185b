import type {
  FetchDataRewrite,
  FetchNode,
  FlattenNode,
  PlanNode,
  QueryPlan,
  QueryPlanSelectionNode,
  SubscriptionNode,
} from '@apollo/query-planner';
import { unreachable } from '../../lib/unreachable.ts';
import type {
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
import { inParallel, inSequence, onVariable } from './steps.ts';

type Path = readonly PathStep[];

/**
 * Reads a plan of `@apollo/query-planner`. The meaning of each node is that of `executeQueryPlan`
 * in `@apollo/gateway`. Throws `NOT_SUPPORTED` on deferred fragments, subscriptions and contexts.
 */
export const fromApollo = ({ node }: QueryPlan): OperationPlan => ({ root: stepOf(node, []) });

function stepOf(node: PlanNode | SubscriptionNode | undefined, path: Path): PlanStep | undefined {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'Fetch':
      return fetchStep(node, path);
    case 'Flatten':
      return stepOf(node.node, [...path, ...flattenPath(node)]);
    case 'Sequence':
      return inSequence(node.nodes.map((child) => stepOf(child, path)));
    case 'Parallel':
      return inParallel(node.nodes.map((child) => stepOf(child, path)));
    case 'Condition':
      return onVariable(node.condition, stepOf(node.ifClause, path), stepOf(node.elseClause, path));
    case 'Defer':
      throw notSupported('deferred fragments');
    case 'Subscription':
      throw notSupported('subscriptions');
    default:
      return unreachable(node);
  }
}

function fetchStep(node: FetchNode, path: Path): FetchStep {
  if ((node.contextRewrites ?? []).length > 0) throw notSupported('context arguments');
  const operation: string = node.operationKind;
  if (operation === 'subscription') throw notSupported('subscriptions');
  return {
    kind: 'fetch',
    subgraph: node.serviceName,
    operation: operation === 'mutation' ? 'mutation' : 'query',
    text: node.operation,
    variables: node.variableUsages ?? [],
    parts: [partOf(node, path)],
  };
}

function partOf({ requires, inputRewrites, outputRewrites }: FetchNode, path: Path): FetchPart {
  const output = (outputRewrites ?? []).map(rewriteOf);
  if (requires === undefined) return { kind: 'root', path, outputRewrites: output };
  return {
    kind: 'entities',
    responseKey: '_entities',
    variable: 'representations',
    paths: [path],
    requires: requires.flatMap(requiredSelection),
    inputRewrites: (inputRewrites ?? []).map(rewriteOf),
    outputRewrites: output,
  };
}

/** Apollo reads a member and sends it under one name: the alias, where there is one. */
function requiredSelection(selection: QueryPlanSelectionNode): readonly RequiredSelection[] {
  const selections = selection.selections?.flatMap(requiredSelection);
  if (selection.kind === 'Field') {
    const key = selection.alias ?? selection.name;
    return [{ kind: 'field', name: key, key, selections }];
  }
  if (selection.typeCondition === undefined) return selections ?? [];
  return [{ kind: 'fragment', type: selection.typeCondition, selections: selections ?? [] }];
}

/** `orders`, `@` for the items of a list, and after either `|[A,B]` for the types it goes on with. */
const segment = /^([^|]*)(?:\|\[([^\]]*)\])?$/;

function flattenPath({ path }: FlattenNode): Path {
  const steps = path.flatMap(pathSteps);
  // Our list step sees through lists of lists; Apollo writes one `@` for each.
  return steps.filter((step, at) => step.kind !== 'list' || steps[at - 1]?.kind !== 'list');
}

function pathSteps(element: string | number): Path {
  const [, name = '', types] = segment.exec(String(element)) ?? [];
  const step: Path =
    name === '@' ? [{ kind: 'list' }] : name === '' ? [] : [{ kind: 'key', key: name }];
  return types === undefined ? step : [...step, { kind: 'types', types: types.split(',') }];
}

function rewriteOf(rewrite: FetchDataRewrite): Rewrite {
  const path = rewrite.path.map(rewriteStep);
  switch (rewrite.kind) {
    case 'ValueSetter':
      return { kind: 'set', path, value: rewrite.setValueTo as unknown };
    case 'KeyRenamer':
      return { kind: 'rename', path, to: rewrite.renameKeyTo };
    default:
      return unreachable(rewrite);
  }
}

const fragmentPrefix = '... on ';

const rewriteStep = (element: string): RewriteStep =>
  element.startsWith(fragmentPrefix)
    ? { kind: 'types', types: [element.slice(fragmentPrefix.length)] }
    : { kind: 'key', key: element };
