import type { BenchGraph, Workload } from './benchGraph.ts';
import { nestedGraph } from './nested.ts';
import { screenGraph } from './screen.ts';

const graphs: Readonly<Record<Workload, BenchGraph>> = {
  nested: nestedGraph,
  screen: screenGraph,
};

export const graphOf = (workload: Workload): BenchGraph => graphs[workload];
