import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { discard, referent, start, type Started, type TestFolder } from './support/commandLine.ts';
import { seededFolder } from './support/seededFolder.ts';
import { subRequestsOf } from './support/storeLogs.ts';

let folder: TestFolder;
let started: Started;

beforeAll(async () => {
  folder = await seededFolder();
  started = await start(['--port', '0', '--data', folder.path]);
}, 120_000);
afterAll(async () => {
  await discard(started, folder);
}, 60_000);

/**
 * Whoever lets one of these grow has to say why, here. One statement a sub-request asks whose the
 * values are that a store adds to another's entity, unless what it reads says so; making names of
 * subjects, once each, is no part.
 */
const costs: readonly (readonly [
  screen: string,
  persona: string,
  subRequests: number,
  statements: number,
])[] = [
  ['customer-360', 'account-manager', 4, 15],
  ['order-status', 'care-agent', 4, 13],
  ['collections', 'collections-clerk', 4, 10],
  ['pipeline-board', 'sales-lead', 2, 4],
];

describe.each(costs)('%s, as %s', (screen, persona, subRequests, statements) => {
  test(`asks the stores ${String(subRequests)} times and costs ${String(statements)} statements`, async () => {
    const words = ['screen', screen, '--as', persona, '--example', '--json'];
    const { output } = await referent([...words, '--data', folder.path]);
    expect((JSON.parse(output) as { errors?: unknown }).errors).toBeUndefined();
    const asked = (await subRequestsOf(folder.path)).filter((entry) => entry.screen === screen);
    expect(asked.map(({ errors }) => errors)).toEqual(asked.map(() => 0));
    expect({
      subRequests: asked.length,
      statements: asked.reduce((sum, entry) => sum + (entry.statements ?? 0), 0),
    }).toEqual({ subRequests, statements });
  });
});
