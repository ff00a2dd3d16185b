import { afterAll, describe, expect, test } from '@jest/globals';
import { benchOf, compare, type Bench } from './compare.ts';
import { plannersFor } from './gateway.ts';
import { survive } from './illFormed/survive.ts';
import { search, type Check, type Searched } from './search.ts';
import { worldOf, type GraphDefinition } from './world/world.ts';

/** Each stands for other operations and other data. `main.ts` searches under any other. */
export const seeds = [20_261, 20_262, 20_263] as const;

export interface Sought {
  readonly guarantee: string;
  readonly check: Check;
  /** Operations for each seed. */
  readonly count: number;
  /** Share of the plans that may be refused with a code; none unless said. */
  readonly refusedMax?: number;
  /** All that serve the graph unless said. */
  readonly planners?: readonly Bench['planners'][number]['name'][];
}

export const asOneSchema = {
  guarantee: 'every operation has the data and the errors that one schema without stores gives',
  check: compare,
} as const;

export const wellFormed = {
  guarantee: 'whatever stores answer, there is a well-formed answer that says what is missing',
  check: survive,
  planners: ['auto'],
} as const;

const timeoutMs = 600_000;

/** Draws operations over a graph under each seed, and shows every cause of a difference. */
export function describeGraph(definition: GraphDefinition, sought: readonly Sought[]): void {
  describe(`over the graph ${definition.name}`, () => {
    const world = worldOf(definition);
    const planners = plannersFor(world.federation);
    afterAll(() => Promise.all(planners.map((planner) => planner.close())));
    for (const seed of seeds) {
      for (const each of sought) {
        const used = planners.filter(({ name }) => each.planners?.includes(name) ?? true);
        const under = used.map(({ name }) => name).join(' and ');
        const run = async (): Promise<void> => {
          const bench = benchOf({ ...world, seed }, used);
          const searched = await search(bench, { seed, count: each.count }, each.check);
          expectNothing(searched, each, used.length);
        };
        test(`${each.guarantee} (planned by ${under}, seed ${String(seed)})`, run, timeoutMs);
      }
    }
  });
}

/** On a busy machine a planner may run out of time: such operations are left out, if they are few. */
const lateMax = 0.25;

function expectNothing(searched: Searched, { refusedMax = 0 }: Sought, planners: number): void {
  const { operations, dropped, refused, findings } = searched;
  const told = findings.map(({ report, count }) => `met ${String(count)} times: ${report}`);
  if (told.length > 0) throw new Error(told.join('\n\n'));
  expect(dropped).toBeLessThan(operations / 20);
  const late = refused.filter(({ code }) => code === 'PLANNER_UNAVAILABLE');
  const without = refused.filter((each) => !late.includes(each));
  expect(late.length).toBeLessThanOrEqual(lateMax * operations * planners);
  if (without.length > refusedMax * operations * planners) {
    throw new Error(`refused: ${without.map(({ text }) => text).join('\n')}`);
  }
}
