import { join } from 'node:path';
import { youngGenerationFlag } from '../../../gateway/process/youngGeneration.ts';
import type { Gateway } from './gateway.ts';

/**
 * Flags of a gateway's process: the young generation as `npm start` sets it, so that one process serves
 * by itself, and where a profile is wanted those that make Node write one when the process ends.
 */
export const processFlags = (profileFolder: string | undefined): readonly string[] => [
  youngGenerationFlag,
  ...(profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]),
];

/** General mode: any supergraph, without a policy, as somebody uses it who comes from another gateway. */
export const ours: Gateway = {
  name: 'ours',
  title: 'Referent, general mode',
  isPeer: false,
  launch: ({ projectFolder, supergraphFile, port, profileFolder }) => ({
    file: process.execPath,
    args: [
      ...processFlags(profileFolder),
      ...[join(projectFolder, 'tools', 'referent.mjs'), 'gateway'],
      ...['--supergraph', supergraphFile, '--port', String(port), '--header', 'authorization'],
    ],
  }),
};
