import { join } from 'node:path';
import type { Gateway } from './gateway.ts';

export const aggregator: Gateway = {
  name: 'aggregator',
  title: 'Aggregator written by hand (Node)',
  isPeer: false,
  launch: ({ graph, urls, projectFolder, port }) => ({
    file: process.execPath,
    args: [
      join(projectFolder, 'dist', 'bench', 'gateway', 'aggregator', 'main.js'),
      ...[graph.workload, String(port), JSON.stringify(urls)],
    ],
    environment: { NODE_ENV: 'production' },
  }),
};
