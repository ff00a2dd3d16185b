import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../lib/projectRoot.ts';
import { allGateways } from './gateways/all.ts';
import { graphOf } from './graphs/graphs.ts';
import { measureGraph } from './measure.ts';
import type { BenchOptions } from './options.ts';
import type { Pinning } from '../shared/processes/pinning.ts';
import { ratiosOf, type BenchResult, type Ratios, type Run } from './results.ts';
import type { Workload } from './graphs/benchGraph.ts';
import { startStandIns } from './standIns/standIns.ts';

export interface BenchDependencies {
  readonly pinning: Pinning;
  /** What every child is given of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Runs the comparison. Nothing that it starts is left behind, whether it succeeds or throws. */
export async function runBench(
  options: BenchOptions,
  { pinning, environment, signal, say }: BenchDependencies,
): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'referent-bench-'));
  const standIns = await startStandIns(
    projectFile('dist', 'bench', 'gateway', 'standIns', 'main.js'),
  );
  const runs: Run[] = [];
  const ratios: Partial<Record<Workload, Ratios>> = {};
  try {
    for (const workload of options.workloads) {
      const graph = graphOf(workload);
      const found = await measureGraph(graph, {
        ...{ options, standIns, folder, environment, signal, say },
        gateways: allGateways.filter(
          ({ name, suits }) => options.gateways.includes(name) && suits?.(graph) !== false,
        ),
        benchFolder: projectFile('bench'),
        projectFolder: projectFile(),
        prefix: pinning.gatewayPrefix,
      });
      runs.push(...found);
      ratios[workload] = ratiosOf(found);
    }
    return { ratios, runs };
  } finally {
    standIns.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
