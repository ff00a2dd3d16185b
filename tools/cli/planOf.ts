import { readFileSync } from 'node:fs';
import { projectFile } from '../../lib/projectRoot.ts';
import { createDocumentCompiler } from '../../gateway/documents/compileDocument.ts';
import { servedScreen } from '../../gateway/documents/servedDocument.ts';
import { createApolloPlanner } from '../../gateway/plan/apolloPlanner.ts';
import { fetchesOf } from '../../gateway/execute/compiled/places.ts';
import type { FetchStep } from '../../gateway/plan/plan.ts';
import { loadSupergraph } from '../../gateway/plan/supergraph.ts';
import { readPolicyLock } from '../../policies/readLock.ts';
import { parseScreen } from '../../policies/screen.ts';
import { camelCase, documentNames, localDocument, type LocalDocument } from './documents.ts';

/** Plans documents as the gateway does, over the committed graph and the published policy. */
export function createLocalPlanner(): (
  document: LocalDocument,
) => Promise<readonly PlannedFetch[]> {
  const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const graph = loadSupergraph(readFileSync(projectFile('schema', 'supergraph.graphql'), 'utf8'));
  const schema = graph.apiSchema;
  const planner = createApolloPlanner(graph.supergraph);
  const compiler = createDocumentCompiler({
    ...{ lock, schema, planner },
    fullSchema: graph.fullSchema,
  });
  return async (document) => {
    const served = servedScreen(lock, schema, parseScreen(document.text));
    const region = Object.values(lock.stores)[0]?.residency[0] ?? 'EU';
    const { programs } = compiler.compile(served, { roles: served.roles, region });
    const { plan } = await programs.under({});
    return fetchesOf(plan?.root).map(plannedFetch);
  };
}

/** One sub-request that a plan may make. */
export interface PlannedFetch {
  /** Subgraphs are named after their stores. */
  readonly store: string;
  readonly kind: 'root' | 'entities';
  /** Types looked up by key; empty for root fetches. */
  readonly entities: readonly string[];
}

function plannedFetch({ subgraph, parts }: FetchStep): PlannedFetch {
  const entities = parts.flatMap((part) =>
    part.kind === 'root'
      ? []
      : part.requires.flatMap((required) => (required.kind === 'fragment' ? required.type : [])),
  );
  const kind = parts.some((part) => part.kind === 'root') ? 'root' : 'entities';
  return { store: subgraph, kind, entities: [...new Set(entities)] };
}

/** A screen or a command by its name. */
export const anyDocument = (name: string): LocalDocument =>
  localDocument(documentNames('command').includes(camelCase(name)) ? 'command' : 'screen', name);
