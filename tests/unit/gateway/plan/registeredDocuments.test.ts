import { beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDocumentCompiler } from '../../../../gateway/documents/compileDocument.ts';
import { roleSets } from '../../../../gateway/documents/roleSets.ts';
import { servedScreen } from '../../../../gateway/documents/servedDocument.ts';
import { openApollo } from '../../../../gateway/plan/apolloPlan.ts';
import {
  planKey,
  readCommittedPlans,
  supergraphHash,
} from '../../../../gateway/plan/committedPlans.ts';
import { openNative } from '../../../../gateway/plan/nativePlan.ts';
import type { FetchStep, OperationPlan } from '../../../../gateway/plan/plan.ts';
import { documentPlanner } from '../../../../gateway/plan/planDocument.ts';
import { fetchesOf } from '../../../../gateway/plan/steps.ts';
import { loadSupergraph } from '../../../../gateway/plan/supergraph.ts';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { isStoreName } from '../../../../lib/storeName.ts';
import { readPolicyLock } from '../../../../policies/readLock.ts';
import { parseScreen } from '../../../../policies/screen.ts';

const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
const supergraphSdl = readFileSync(projectFile('schema', 'supergraph.graphql'), 'utf8');
const { apiSchema, fullSchema } = loadSupergraph(supergraphSdl);
const committed = readCommittedPlans(projectFile('schema', 'plans.json'));

const documents = ['screens', join('screens', 'commands')].flatMap((folder) =>
  readdirSync(projectFile(folder))
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => readFileSync(projectFile(folder, name), 'utf8'))
    .map((text) => servedScreen(lock, apiSchema, parseScreen(text))),
);
const named = documents.map((document) => [document.name, document] as const);

type Served = (typeof documents)[number];

/** Every plan of a document: one for each mask that a caller can have. */
async function plansOf(
  served: Served,
  planText: (text: string) => OperationPlan,
): Promise<readonly OperationPlan[]> {
  const plans: OperationPlan[] = [];
  const planner = documentPlanner({ supergraphSdl, apiSchema, fullSchema }, planText);
  const compiler = createDocumentCompiler({
    ...{ lock, schema: apiSchema, fullSchema },
    planner: {
      plan: async (document) => {
        const plan = await planner.plan(document);
        plans.push(plan);
        return plan;
      },
    },
  });
  for (const roles of roleSets(served.roles)) {
    await compiler.compile(served, { roles, region: 'EU' }).programs.prepare();
  }
  return plans;
}

let native: (text: string) => OperationPlan;
let apollo: (text: string) => OperationPlan;

beforeAll(async () => {
  const options = { supergraphSdl, activeLabels: [] };
  native = await openNative(options);
  apollo = openApollo(options);
});

test('there are documents to plan', () => {
  expect(documents.length).toBeGreaterThanOrEqual(26);
});

describe('both planners plan every screen and command', () => {
  test.each(named)('%s', async (_name, served) => {
    const ours = await plansOf(served, native);
    const theirs = await plansOf(served, apollo);
    expect(ours).toHaveLength(theirs.length);
    for (const [index, plan] of ours.entries()) {
      const other = fetchesOf(theirs[index] ?? { root: undefined });
      const fetches = fetchesOf(plan);
      for (const { subgraph } of [...fetches, ...other]) expect(isStoreName(subgraph)).toBe(true);
      expect(storesOf(fetches)).toEqual(storesOf(other));
      expect(fetches.length).toBeLessThanOrEqual(other.length);
      expect(mutationsOf(fetches)).toBe(mutationsOf(other));
    }
  });
});

test.each<[screen: string, requestsMax: number]>([
  ['customer-360', 4],
  ['order-status', 4],
  ['collections', 4],
  ['pipeline-board', 2],
])('%s takes at most %i sub-requests, whoever asks', async (name, requestsMax) => {
  const served = documents.find((document) => document.name === name);
  if (served === undefined) throw new TypeError(`no screen ${name}`);
  const counts = (await plansOf(served, native)).map((plan) => fetchesOf(plan).length);
  expect(Math.max(...counts)).toBeLessThanOrEqual(requestsMax);
});

const storesOf = (fetches: readonly FetchStep[]): readonly string[] =>
  [...new Set(fetches.map(({ subgraph }) => subgraph))].sort();
const mutationsOf = (fetches: readonly FetchStep[]): number =>
  fetches.filter(({ operation }) => operation === 'mutation').length;

describe('no caller of a registered document waits for a planner', () => {
  test('the committed plans are those of the committed supergraph', () => {
    expect(committed?.supergraph).toBe(supergraphHash(supergraphSdl));
  });

  test.each(named)('%s', async (_name, served) => {
    await plansOf(served, (text) => {
      const plan = committed?.plans[planKey(text)];
      expect(plan).toEqual(JSON.parse(JSON.stringify(native(text))));
      return plan ?? { root: undefined };
    });
  });

  test('and none is left over', async () => {
    const used = new Set<string>();
    for (const served of documents) {
      await plansOf(served, (text) => {
        used.add(planKey(text));
        return native(text);
      });
    }
    expect(Object.keys(committed?.plans ?? {}).filter((key) => !used.has(key))).toEqual([]);
  });
});
