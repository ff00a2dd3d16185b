import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { storeNames } from '../../../lib/storeName.ts';
import {
  referent,
  start,
  testFolder,
  type Started,
  type TestFolder,
} from './support/commandLine.ts';

let folder: TestFolder;
let started: Started;

beforeAll(async () => {
  folder = testFolder();
  started = await start(['--port', '0', '--data', folder.path]);
}, 120_000);
afterAll(async () => {
  started.child.kill('SIGTERM');
  await started.ended;
  await folder.remove();
}, 60_000);

interface Entry {
  readonly event: string;
  readonly screen?: string;
  readonly statements?: number;
  readonly errors?: number;
}

/** What the stores say themselves of the sub-requests that they answered. */
function entries(): readonly Entry[] {
  return storeNames.flatMap((store) =>
    readFileSync(join(folder.path, 'logs', `${store}.jsonl`), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"subrequest"'))
      .map((line) => JSON.parse(line) as Entry),
  );
}

/** Whoever lets one of these grow has to say why, here. */
const costs: readonly (readonly [
  screen: string,
  persona: string,
  subRequests: number,
  statements: number,
])[] = [
  ['customer-360', 'account-manager', 4, 15],
  ['order-status', 'care-agent', 4, 12],
  ['collections', 'collections-clerk', 4, 10],
  ['pipeline-board', 'sales-lead', 2, 4],
];

describe.each(costs)('%s, as %s', (screen, persona, subRequests, statements) => {
  test(`asks the stores ${String(subRequests)} times and costs ${String(statements)} statements`, async () => {
    const words = ['screen', screen, '--as', persona, '--example', '--json'];
    const { output } = await referent([...words, '--data', folder.path]);
    expect((JSON.parse(output) as { errors?: unknown }).errors).toBeUndefined();
    const asked = entries().filter((entry) => entry.screen === screen);
    expect(asked.map(({ errors }) => errors)).toEqual(asked.map(() => 0));
    expect({
      subRequests: asked.length,
      statements: asked.reduce((sum, entry) => sum + (entry.statements ?? 0), 0),
    }).toEqual({ subRequests, statements });
  });
});
