import { readFileSync } from 'node:fs';
import { projectFile } from '../../lib/projectRoot.ts';
import { createDocumentCompiler } from '../../gateway/documents/compileDocument.ts';
import { servedScreen } from '../../gateway/documents/servedDocument.ts';
import { createApolloPlanner } from '../../gateway/plan/apolloPlanner.ts';
import type { PlannedFetch } from '../../gateway/plan/queryPlanner.ts';
import { loadSupergraph } from '../../gateway/plan/supergraph.ts';
import { readPolicyLock } from '../../policies/readLock.ts';
import { parseScreen } from '../../policies/screen.ts';
import { camelCase, documentNames, localDocument, type LocalDocument } from './documents.ts';

/** Plans documents as the gateway does, over the committed graph and the published policy. */
export function createLocalPlanner(): (document: LocalDocument) => readonly PlannedFetch[] {
  const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const graph = loadSupergraph(readFileSync(projectFile('schema', 'supergraph.graphql'), 'utf8'));
  const schema = graph.apiSchema;
  const planner = createApolloPlanner(graph.supergraph);
  const compiler = createDocumentCompiler({ lock, schema, planner });
  return (document) => {
    const served = servedScreen(lock, schema, parseScreen(document.text));
    const region = Object.values(lock.stores)[0]?.residency[0] ?? 'EU';
    const compiled = compiler.compile(served, { roles: served.roles, region });
    return compiled.execution?.plan.fetches ?? [];
  };
}

/** A screen or a command by its name. */
export const anyDocument = (name: string): LocalDocument =>
  localDocument(documentNames('command').includes(camelCase(name)) ? 'command' : 'screen', name);
