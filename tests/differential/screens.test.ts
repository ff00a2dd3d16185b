import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadDocumentFiles } from '../../gateway/documents/loadFiles.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import { parseScreen } from '../../policies/screen.ts';
import { benchOf, compare } from './compare.ts';
import { plannersFor } from './gateway.ts';
import { ownGraph } from './graphs/all.ts';
import { registeredOperations } from './operations/registered.ts';
import { seeds } from './suite.ts';
import { worldOf } from './world/world.ts';

/** Other variables each, and so other data. */
const drawn = 8;

describe('every screen and command, without a mask', () => {
  const world = worldOf(ownGraph());
  const planners = plannersFor(world.federation);
  const { apiSchema } = world.federation;
  const benches = seeds.map((seed) => [seed, benchOf({ ...world, seed }, planners)] as const);
  const files = loadDocumentFiles(projectFile('screens'));
  afterAll(() => Promise.all(planners.map((planner) => planner.close())));

  test('both planners serve our own graph, and there are documents', () => {
    expect(planners.map(({ name }) => name)).toEqual(['auto', 'apollo']);
    expect(files.length).toBeGreaterThan(20);
  });

  test.each(files.map(({ file, text }) => [parseScreen(text).name, file, text] as const))(
    '%s is answered as one schema without stores would',
    async (_name, _file, text) => {
      const { document } = parseScreen(text);
      for (const [seed, bench] of benches) {
        const sampling = { seed, numRuns: drawn };
        for (const operation of fc.sample(registeredOperations(apiSchema, document), sampling)) {
          expect(await compare(bench, operation)).toEqual([]);
        }
      }
    },
    600_000,
  );
});
