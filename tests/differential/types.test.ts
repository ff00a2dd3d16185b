import { abstracts, interfaceObjects } from './graphs/abstracts.ts';
import { hidden, inputs } from './graphs/inputs.ts';
import { asOneSchema, describeGraph } from './suite.ts';

for (const definition of [abstracts, inputs, hidden]) {
  describeGraph(definition, [{ ...asOneSchema, count: 150 }]);
}

// Apollo's planner tries more ways than there is time for where they lead to each other.
describeGraph(interfaceObjects, [
  { ...asOneSchema, count: 150, planners: ['auto'] },
  { ...asOneSchema, count: 15, planners: ['apollo'] },
]);
