import { join } from 'node:path';
import type { Gateway } from './gateway.ts';

/** Flags that make Node write a CPU profile when the process ends. */
export const profileFlags = (folder: string | undefined): readonly string[] =>
  folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];

/** General mode: any supergraph, without a policy, as somebody uses it who comes from another gateway. */
export const ours: Gateway = {
  name: 'ours',
  title: 'Referent, general mode',
  isPeer: false,
  launch: ({ projectFolder, supergraphFile, port, profileFolder }) => ({
    file: process.execPath,
    args: [
      ...profileFlags(profileFolder),
      ...[join(projectFolder, 'tools', 'referent.mjs'), 'gateway'],
      ...['--supergraph', supergraphFile, '--port', String(port), '--header', 'authorization'],
    ],
  }),
};
