import { readFileSync } from 'node:fs';
import { createDocumentCompiler } from '../../gateway/documents/compileDocument.ts';
import { servedScreen } from '../../gateway/documents/servedDocument.ts';
import { openApollo } from '../../gateway/plan/apolloPlan.ts';
import { NativeUnavailable, openNative } from '../../gateway/plan/nativePlan.ts';
import type { FetchStep, PlanStep } from '../../gateway/plan/plan.ts';
import { documentPlanner } from '../../gateway/plan/planDocument.ts';
import type { PlanText, PlanTextOptions } from '../../gateway/plan/planText.ts';
import { fetchesOf } from '../../gateway/plan/steps.ts';
import { loadSupergraph } from '../../gateway/plan/supergraph.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import { unreachable } from '../../lib/unreachable.ts';
import { readPolicyLock } from '../../policies/readLock.ts';
import { parseScreen } from '../../policies/screen.ts';
import { camelCase, documentNames, localDocument, type LocalDocument } from './documents.ts';

export type PlannerChoice = 'auto' | 'native' | 'apollo';

/** Plans documents as the gateway does, over the committed graph and the published policy. */
export async function createLocalPlanner(
  choice: PlannerChoice = 'auto',
): Promise<(document: LocalDocument) => Promise<readonly PlannedFetch[]>> {
  const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const supergraphSdl = readFileSync(projectFile('schema', 'supergraph.graphql'), 'utf8');
  const { apiSchema, fullSchema } = loadSupergraph(supergraphSdl);
  // Our own documents, validated: they need no process of their own.
  const planText = await openPlanner(choice, { supergraphSdl, activeLabels: [] });
  const planner = documentPlanner({ supergraphSdl, apiSchema, fullSchema }, planText);
  const compiler = createDocumentCompiler({ lock, schema: apiSchema, fullSchema, planner });
  return async (document) => {
    const served = servedScreen(lock, apiSchema, parseScreen(document.text));
    const region = Object.values(lock.stores)[0]?.residency[0] ?? 'EU';
    const { programs } = compiler.compile(served, { roles: served.roles, region });
    const { plan } = await programs.under({});
    return plannedFetches(plan?.root);
  };
}

async function openPlanner(choice: PlannerChoice, options: PlanTextOptions): Promise<PlanText> {
  if (choice === 'apollo') return openApollo(options);
  try {
    return await openNative(options);
  } catch (error) {
    if (choice === 'native' || !(error instanceof NativeUnavailable)) throw error;
    return openApollo(options);
  }
}

/** One sub-request that a plan may make. */
export interface PlannedFetch {
  /** Sub-requests of one number leave together; those of the next one wait for them. */
  readonly round: number;
  /** Subgraphs are named after their stores. */
  readonly store: string;
  readonly kind: 'root' | 'entities';
  /** Types looked up by key; empty for root fetches. */
  readonly entities: readonly string[];
  /** Where the answers go: a path of the client's answer for each lookup, `@` for list items. */
  readonly places: readonly string[];
  readonly text: string;
}

function plannedFetches(root: PlanStep | undefined): readonly PlannedFetch[] {
  const rounds = new Map<FetchStep, number>();
  if (root !== undefined) noteRounds(root, 1, rounds);
  return fetchesOf({ root }).map((fetch) => plannedFetch(fetch, rounds.get(fetch) ?? 1));
}

/** Notes the round of every fetch; returns the first round after the step. */
function noteRounds(step: PlanStep, round: number, rounds: Map<FetchStep, number>): number {
  switch (step.kind) {
    case 'fetch':
      rounds.set(step, round);
      return round + 1;
    case 'sequence':
      return step.steps.reduce((next, each) => noteRounds(each, next, rounds), round);
    case 'parallel':
      return Math.max(round, ...step.steps.map((each) => noteRounds(each, round, rounds)));
    case 'condition': {
      const branches = [step.whenTrue, step.whenFalse].filter((branch) => branch !== undefined);
      return Math.max(round, ...branches.map((each) => noteRounds(each, round, rounds)));
    }
    default:
      return unreachable(step);
  }
}

function plannedFetch({ subgraph, parts, text }: FetchStep, round: number): PlannedFetch {
  const entities = parts.flatMap((part) =>
    part.kind === 'root'
      ? []
      : part.requires.flatMap((required) => (required.kind === 'fragment' ? required.type : [])),
  );
  const paths = parts.flatMap((part) => (part.kind === 'root' ? [part.path] : part.paths));
  return {
    round,
    store: subgraph,
    kind: parts.some((part) => part.kind === 'root') ? 'root' : 'entities',
    entities: [...new Set(entities)],
    places: paths.map((path) =>
      path
        .flatMap((step) => (step.kind === 'key' ? step.key : step.kind === 'list' ? '@' : []))
        .join('.'),
    ),
    text,
  };
}

/** A screen or a command by its name. */
export const anyDocument = (name: string): LocalDocument =>
  localDocument(documentNames('command').includes(camelCase(name)) ? 'command' : 'screen', name);
