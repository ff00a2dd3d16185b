import { hostileGraphs } from './graphs/all.ts';
import { requiredChains } from './graphs/requirements.ts';
import { describeGraph, wellFormed } from './suite.ts';

for (const definition of hostileGraphs) {
  const refusedMax = definition === requiredChains ? 0.2 : 0;
  describeGraph(definition, [{ ...wellFormed, count: 60, refusedMax }]);
}
