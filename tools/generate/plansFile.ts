import { createDocumentCompiler } from '../../gateway/documents/compileDocument.ts';
import { roleSets } from '../../gateway/documents/roleSets.ts';
import { servedScreen } from '../../gateway/documents/servedDocument.ts';
import {
  formatCommittedPlans,
  planKey,
  supergraphHash,
} from '../../gateway/plan/committedPlans.ts';
import { openNative } from '../../gateway/plan/nativePlan.ts';
import type { OperationPlan } from '../../gateway/plan/plan.ts';
import { documentPlanner } from '../../gateway/plan/planDocument.ts';
import { loadSupergraph } from '../../gateway/plan/supergraph.ts';
import { parseScreen } from '../../policies/screen.ts';
import type { CompiledProject } from '../check/compileProject.ts';
import type { GeneratedFile } from './generatedFiles.ts';

/**
 * Plans of every registered document, for every set of roles that its callers can bring and every
 * region where a store may be read. Always the native planner's: the file must not hang on the
 * machine. Throws `NativeUnavailable` where there is no build of it.
 */
export async function plansFile({
  input,
  result,
  supergraph,
}: CompiledProject): Promise<readonly GeneratedFile[]> {
  if (result === undefined || supergraph === undefined) return [];
  const { lock } = result;
  const { apiSchema, fullSchema } = loadSupergraph(supergraph);
  const planText = await openNative({ supergraphSdl: supergraph, activeLabels: [] });
  const plans: Record<string, OperationPlan> = {};
  const planner = documentPlanner({ supergraphSdl: supergraph, apiSchema, fullSchema }, (text) => {
    const plan = planText(text);
    plans[planKey(text)] = plan;
    return plan;
  });
  const compiler = createDocumentCompiler({ lock, schema: apiSchema, fullSchema, planner });
  const regions = [...new Set(Object.values(lock.stores).flatMap(({ residency }) => residency))];
  for (const { text } of input.screens) {
    const served = servedScreen(lock, apiSchema, parseScreen(text));
    for (const roles of roleSets(served.roles)) {
      for (const region of regions) {
        await compiler.compile(served, { roles, region }).programs.prepare();
      }
    }
  }
  const text = formatCommittedPlans({ supergraph: supergraphHash(supergraph), plans });
  return [{ file: 'schema/plans.json', text }];
}
