import { projectSdl } from '../../support/project.ts';
import { storeNames } from '../../../lib/storeName.ts';
import type { GraphDefinition } from '../world/world.ts';
import { abstracts, interfaceObjects } from './abstracts.ts';
import { hidden, inputs } from './inputs.ts';
import { absent, keys } from './keys.ts';
import { mutations } from './mutations.ts';
import { requiredChains, requirements } from './requirements.ts';
import { shared } from './shared.ts';

/** The project's own graph, over made-up data. */
export const ownGraph = (): GraphDefinition => ({
  name: 'own',
  subgraphs: storeNames.map((name) => ({ name, sdl: projectSdl(name) })),
});

export const hostileGraphs: readonly GraphDefinition[] = [
  keys,
  absent,
  abstracts,
  interfaceObjects,
  requirements,
  requiredChains,
  shared,
  inputs,
  hidden,
  mutations,
];
