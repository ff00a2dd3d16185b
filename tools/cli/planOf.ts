import { readFileSync } from 'node:fs';
import { createDocumentCompiler } from '../../gateway/documents/compileDocument.ts';
import { servedScreen } from '../../gateway/documents/servedDocument.ts';
import { openApollo } from '../../gateway/plan/apolloPlan.ts';
import { NativeUnavailable, openNative } from '../../gateway/plan/nativePlan.ts';
import { plannedFetches, type PlannedFetch } from '../../gateway/plan/plannedFetches.ts';
import { documentPlanner } from '../../gateway/plan/planDocument.ts';
import type { PlanText, PlanTextOptions } from '../../gateway/plan/planText.ts';
import { loadSupergraph } from '../../gateway/plan/supergraph.ts';
import { projectFile } from '../../lib/projectRoot.ts';
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

/** A screen or a command by its name. */
export const anyDocument = (name: string): LocalDocument =>
  localDocument(documentNames('command').includes(camelCase(name)) ? 'command' : 'screen', name);
