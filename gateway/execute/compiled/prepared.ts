import type { GraphQLSchema } from 'graphql';
import { listSuffix } from '../../../policies/walk.ts';
import type {
  FetchStep,
  OperationPlan,
  PathStep,
  PlanStep,
  SeparatedKeys,
} from '../../plan/plan.ts';
import { clientKey } from '../../plan/separateKeys.ts';
import { wireNames, type WireNames } from './answers.ts';
import { createCodeWriter } from './code.ts';
import type { Gathering } from './gather.ts';
import type { Part, Place, Source } from './places.ts';
import type { Selected } from './selected.ts';
import { addWalk } from './walks.ts';

/** A part of the plan with all that execution has to know of it. */
export interface PreparedPart {
  readonly part: Part;
  readonly slot: symbol;
  /** Takes every object at the part's paths; for a root part, the objects that get its data. */
  readonly walk: (context: Gathering) => void;
  /** Parts of one number ask one subgraph the same of their entities, so they share answers. */
  readonly group: number;
  /** The variable that carries its representations; undefined for a root part. */
  readonly variable: string | undefined;
  /** The key under which its entities are answered; undefined for a root part. */
  readonly responseKey: string | undefined;
  /** For each path, the number of the list of entities that later walks begin with. */
  readonly lists: readonly (number | undefined)[];
  /** True where one of them is kept. */
  readonly isListed: boolean;
  /** Response paths of what it answers, `*` for list positions. */
  readonly patterns: readonly string[];
}

export interface PreparedFetch {
  readonly step: FetchStep;
  readonly subgraph: string;
  readonly isMutation: boolean;
  /** Client variables that the text uses. */
  readonly variables: readonly string[];
  readonly parts: readonly PreparedPart[];
  /** `{"query":"…","variables":{` */
  readonly bodyStart: string;
  readonly names: WireNames;
}

/** A step of the plan, ready to be run. */
export type Runnable =
  | { readonly kind: 'fetch'; readonly fetch: PreparedFetch }
  | { readonly kind: 'sequence' | 'parallel'; readonly steps: readonly Runnable[] }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly whenTrue: Runnable | undefined;
      readonly whenFalse: Runnable | undefined;
    };

export interface PrepareInput {
  /** With everything that sub-requests may select. */
  readonly fullSchema: GraphQLSchema;
  readonly plan: OperationPlan | undefined;
  readonly parts: readonly Part[];
  readonly root: Place;
  /** By the index of a part, the symbol under which its slot hangs. */
  readonly slots: readonly symbol[];
  /** False for a mutation: there nothing is shared between fetches. */
  readonly isQuery: boolean;
}

/** Every fetch of a plan, with the functions that gather what it asks for. */
export function prepareFetches({
  fullSchema,
  plan,
  parts,
  root,
  slots,
  isQuery,
}: PrepareInput): ReadonlyMap<FetchStep, PreparedFetch> {
  const code = createCodeWriter('gather');
  const slotName = (source: Source): string => code.constant(slots[source.part.index]);
  const lists = createLists();
  const writer = { code, schema: fullSchema, root, slotName, listOf: lists.listOf };
  const names = parts.map((part) => addWalk(writer, part));
  const walks = code.compile(names) as readonly PreparedPart['walk'][];
  const groups = new Map<string, number>();
  const fetches = new Map<FetchStep, PreparedFetch>();
  for (const part of parts) {
    const numbers = part.paths.map((path) => lists.known(part, path));
    const prepared: PreparedPart = {
      part,
      ...wireOf(part),
      slot: slots[part.index] ?? Symbol(),
      walk: walks[part.index] ?? (() => undefined),
      group: groupOf(groups, part, isQuery),
      lists: numbers,
      isListed: numbers.some((number) => number !== undefined),
      patterns: [...new Set(patternsOf(part, plan?.keys))],
    };
    const names = wireNames(part, plan?.keys);
    fetches.set(part.step, withPart(fetches.get(part.step), prepared, names));
  }
  return fetches;
}

/** Where a part's entities are asked for and answered. */
function wireOf({ step, position }: Part): Pick<PreparedPart, 'variable' | 'responseKey'> {
  const planned = step.parts[position];
  if (planned?.kind !== 'entities') return { variable: undefined, responseKey: undefined };
  return { variable: planned.variable, responseKey: planned.responseKey };
}

function withPart(
  before: PreparedFetch | undefined,
  prepared: PreparedPart,
  names: WireNames,
): PreparedFetch {
  const { step } = prepared.part;
  return {
    step,
    subgraph: step.subgraph,
    isMutation: step.operation === 'mutation',
    variables: step.variables,
    parts: [...(before?.parts ?? []), prepared],
    bodyStart: `{"query":${JSON.stringify(step.text)},"variables":{`,
    names: new Map([...(before?.names ?? []), ...names]),
  };
}

/** Numbers for the lists of entities that walks begin with. */
function createLists() {
  const numbers = new Map<string, number>();
  const keyOf = (part: Part, path: readonly PathStep[]): string =>
    `${String(part.index)} ${String(part.paths.indexOf(path))}`;
  return {
    listOf: (part: Part, path: readonly PathStep[]): number => {
      const number = numbers.get(keyOf(part, path)) ?? numbers.size;
      numbers.set(keyOf(part, path), number);
      return number;
    },
    known: (part: Part, path: readonly PathStep[]): number | undefined =>
      numbers.get(keyOf(part, path)),
  };
}

/**
 * Answers are shared by what is asked of whom. After a mutation the same question may have another
 * answer, so there nothing is shared between fetches.
 */
function groupOf(groups: Map<string, number>, part: Part, isQuery: boolean): number {
  const { step } = part;
  const planned = step.parts[part.position];
  const isShared = isQuery && part.shared && planned?.kind === 'entities';
  const asked = planned?.kind === 'entities' ? JSON.stringify(planned.requires) : '';
  const key = isShared ? `${step.subgraph} ${asked} ${part.text}` : `part ${String(part.index)}`;
  const number = groups.get(key) ?? groups.size;
  groups.set(key, number);
  return number;
}

function patternsOf(
  { paths, selections }: Part,
  keys: SeparatedKeys | undefined,
): readonly string[] {
  return paths.flatMap((path) => {
    const prefix = path.flatMap((step) => {
      if (step.kind === 'types') return [];
      return step.kind === 'key' ? `${clientKey(keys, step.key)}.` : '*.';
    });
    return selectionPatterns(selections, keys, prefix.join(''));
  });
}

const selectionPatterns = (
  selections: readonly Selected[],
  keys: SeparatedKeys | undefined,
  prefix: string,
): readonly string[] =>
  selections.flatMap((selected) => {
    if (selected.kind === 'fragment') return selectionPatterns(selected.selections, keys, prefix);
    const path = `${prefix}${clientKey(keys, selected.key)}`;
    return [
      path,
      ...selectionPatterns(selected.selections, keys, `${path}${listSuffix(selected.type)}.`),
    ];
  });

/** The plan's steps with their prepared fetches. */
export function runnable(
  step: PlanStep | undefined,
  fetches: ReadonlyMap<FetchStep, PreparedFetch>,
): Runnable | undefined {
  if (step === undefined) return undefined;
  switch (step.kind) {
    case 'fetch': {
      const fetch = fetches.get(step);
      return fetch === undefined ? undefined : { kind: 'fetch', fetch };
    }
    case 'condition':
      return {
        kind: 'condition',
        variable: step.variable,
        whenTrue: runnable(step.whenTrue, fetches),
        whenFalse: runnable(step.whenFalse, fetches),
      };
    default:
      return {
        kind: step.kind,
        steps: step.steps.flatMap((each) => runnable(each, fetches) ?? []),
      };
  }
}
