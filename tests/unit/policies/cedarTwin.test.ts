import { describe, expect, test } from '@jest/globals';
import { apiSchemaOf } from '../../../policies/apiSchema.ts';
import { cedarTwin } from '../../../policies/cedar/twin.ts';
import { compilePolicies } from '../../../policies/compiler/compile.ts';
import { federationOf } from '../../../policies/compiler/federation.ts';
import { graphIndexOf } from '../../../policies/compiler/graphIndex.ts';
import { loadProject } from '../../../policies/compiler/loadProject.ts';
import { readPolicyFiles } from '../../../policies/compiler/readFiles.ts';
import type { CompileInput } from '../../../policies/compiler/types.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { cedarEvaluator } from '../../support/cedar.ts';
import { disagreements } from './cedar/agreement.ts';
import { faultsOf } from './cedar/faults.ts';

const project = loadProject();

function twinOf(input: CompileInput) {
  const { sources } = readPolicyFiles(input.policies);
  const index = graphIndexOf(apiSchemaOf(input.supergraph), federationOf(input.sdl), sources);
  return cedarTwin(index);
}

describe('Cedar, made of the same files, as a second opinion', () => {
  const twin = twinOf(project);
  const evaluator = cedarEvaluator(twin, 'project');
  const { lock } = compilePolicies(project);

  test('its policies are valid under its schema, in strict mode and without a warning', () => {
    expect(evaluator.problems).toEqual([]);
  });

  test('it knows every coordinate of the published policy and no other', () => {
    const published = [...Object.keys(lock.fields), ...Object.keys(lock.arguments)];
    expect([...twin.classOf.keys()].sort()).toEqual(published.sort());
  });

  test('both evaluators agree on every cell of every decision class', () => {
    const { cells, differences } = disagreements(lock, twin, evaluator, lock.purposes);
    expect(differences).toEqual([]);
    expect(cells).toBeGreaterThan(5_000);
  });

  test('each of a hundred faults in what the compiler makes is found', () => {
    const faults = faultsOf(lock, { seed: 20_261, count: 100 });
    expect(faults).toHaveLength(100);
    const missed = faults.filter(
      ({ faulty }: { readonly faulty: PolicyLock }) =>
        disagreements(faulty, twin, evaluator, lock.purposes, 1).differences.length === 0,
    );
    expect(missed.map(({ says }) => says)).toEqual([]);
  });
});
