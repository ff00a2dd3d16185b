import { parseArgs } from 'node:util';
import { benchOf, compare } from './compare.ts';
import { survive } from './illFormed/survive.ts';
import { hostileGraphs, ownGraph } from './graphs/all.ts';
import { search } from './search.ts';
import { worldOf } from './world/world.ts';

/** A longer search than the tests': `node dist/tests/differential/main.js --seed 7 --count 2000`. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '500' },
    graph: { type: 'string' },
    planner: { type: 'string' },
    faults: { type: 'boolean', default: false },
  },
});

let found = 0;
for (const definition of [...hostileGraphs, ownGraph()]) {
  if (values.graph !== undefined && values.graph !== definition.name) continue;
  const seed = Number(values.seed);
  const whole = benchOf(worldOf(definition, seed));
  const planners = whole.planners.filter(({ name }) => name === (values.planner ?? name));
  const started = performance.now();
  const searched = await search(
    { ...whole, planners },
    { seed, count: Number(values.count) },
    values.faults ? survive : compare,
  );
  await Promise.all(whole.planners.map((planner) => planner.close()));
  found += searched.findings.length;
  const { operations, dropped, refused, findings } = searched;
  const under = planners.map(({ name }) => name).join(' and ');
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  process.stdout.write(
    `${definition.name}: ${String(operations)} operations under ${under}, ${String(dropped)} dropped, ${String(refused.length)} refused, ` +
      `${String(findings.length)} findings, ${seconds} s\n`,
  );
  for (const { planner, code, text } of refused.slice(0, 3)) {
    process.stdout.write(`\n--- refused by ${planner} with ${code}: ${text}\n`);
  }
  for (const { report, count } of findings) {
    process.stdout.write(`\n--- met ${String(count)} times: ${report}\n\n`);
  }
}
process.exitCode = found === 0 ? 0 : 1;
