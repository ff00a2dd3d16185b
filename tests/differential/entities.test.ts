import { absent, keys } from './graphs/keys.ts';
import { mutations } from './graphs/mutations.ts';
import { requiredChains, requirements } from './graphs/requirements.ts';
import { shared } from './graphs/shared.ts';
import { asOneSchema, describeGraph } from './suite.ts';

for (const definition of [keys, absent, requirements, shared, mutations]) {
  describeGraph(definition, [{ ...asOneSchema, count: 150 }]);
}

// No planner has a plan for some requirements of requirements.
describeGraph(requiredChains, [{ ...asOneSchema, count: 150, refusedMax: 0.2 }]);
