import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../lib/clock.ts';
import type { CommandContext } from '../../../tools/cli/command.ts';
import { complaintsOf, quickRestrict } from '../../../tools/proof/restrict/command.ts';
import { proveRestrict } from '../../../tools/proof/restrict/proveRestrict.ts';
import { dataFolder } from '../../../tools/start/dataFolder.ts';
import {
  referent,
  start,
  testFolder,
  type Finished,
  type Started,
  type TestFolder,
} from './support/commandLine.ts';

const silentContext: CommandContext = {
  ...{ environment: {}, print: () => undefined, remark: () => undefined, terminal: undefined },
  ...{ clock: systemClock, pid: 1, onInterrupt: () => undefined },
};

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

/** The first answer that is one, asked for again and again. */
async function until<Value>(
  work: () => Promise<Value | undefined>,
  deadlineMs: number,
): Promise<Value> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const found = await work();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error('it did not come about in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const run = (...words: readonly string[]): Promise<Finished> =>
  referent([...words, '--data', folder.path]);

interface Shown {
  readonly data: unknown;
  readonly extensions: {
    readonly entryId: string;
    readonly withheld: readonly { readonly path: string; readonly code: string }[];
  };
}

async function show(name = 'order-status', persona = 'care-agent'): Promise<Shown> {
  const { output } = await run('screen', name, '--as', persona, '--example', '--json');
  return JSON.parse(output) as Shown;
}

/** Paths that an order took from an answer. */
const taken = ({ extensions }: Shown): readonly string[] =>
  extensions.withheld.filter(({ code }) => code === 'RESTRICTED').map(({ path }) => path);

const order = ['restrict', 'PostalAddress.lines', '--role', 'care-agent', '--reason', 'a test'];

interface Restricted {
  readonly lockdown: string;
  readonly effectiveAt: string | null;
  readonly screens: readonly { readonly screen: string; readonly fields: readonly string[] }[];
  readonly statement: { readonly html: string; readonly json: string };
}
let given: Restricted;

test('nothing is restricted without a yes, and a preview changes nothing', async () => {
  const refused = await run(...order);
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('order-status');
  expect((await run(...order, '--preview')).code).toBe(0);
  expect((await run('restrictions')).output).toContain('Nothing is restricted.');
  expect(taken(await show())).toEqual([]);
});

test('an officer restricts: in effect in under a second, and the screen shows it withheld', async () => {
  const done = await run(...order, '--yes', '--json');
  expect([done.code, done.errors]).toEqual([0, '']);
  given = JSON.parse(done.output) as Restricted;
  expect(given.screens.map(({ screen }) => screen)).toContain('order-status');
  const [listed] = JSON.parse((await run('restrictions', '--json')).output) as {
    lockedAt: string;
    effectiveAt: string;
  }[];
  const tookMs = Date.parse(listed?.effectiveAt ?? '') - Date.parse(listed?.lockedAt ?? '');
  expect(tookMs).toBeLessThan(1_000);
  const answer = await show();
  expect(taken(answer).some((path) => path.endsWith('lines'))).toBe(true);
  // Others see what they saw.
  expect(taken(await show('customer-360', 'account-manager'))).toEqual([]);

  const why = await until(async () => {
    const { code, output } = await run('why', answer.extensions.entryId);
    return code === 0 ? output : undefined;
  }, 10_000);
  expect(why).toMatch(/PostalAddress\.lines\s+RESTRICTED/);
}, 60_000);

describe('the statement', () => {
  test('verifies, as a page and as JSON, against keys and log', async () => {
    for (const file of [given.statement.html, given.statement.json]) {
      expect(existsSync(file)).toBe(true);
      await until(async () => {
        const { code } = await run('restrictions', '--verify', file);
        return code === 0 ? true : undefined;
      }, 10_000);
    }
  });

  test('does not verify with a word changed', async () => {
    const changed = readFileSync(given.statement.json, 'utf8').replace('care-agent', 'planner');
    const file = `${given.statement.json}.changed`;
    writeFileSync(file, changed);
    const { code, errors } = await run('restrictions', '--verify', file);
    expect([code, errors]).toEqual([1, expect.stringContaining('does not verify')]);
  });
});

test('one officer does not lift it, not even twice; two do', async () => {
  const first = await run('lift', given.lockdown, '--as', 'dpo');
  expect(first.output).toContain('still in force');
  const again = await run('lift', given.lockdown, '--as', 'dpo');
  expect([again.code, again.errors]).toEqual([1, expect.stringContaining('SAME_PERSON')]);
  const steward = await run('lift', given.lockdown, '--as', 'steward');
  expect(steward.code).toBe(1);
  expect(taken(await show()).length).toBeGreaterThan(0);
  expect((await run('lift', given.lockdown, '--as', 'dpo-2')).output).toContain('lifted');
  expect((await run('restrictions')).output).toContain('Nothing is restricted.');
  await until(async () => (taken(await show()).length === 0 ? true : undefined), 3_000);
}, 60_000);

test('under load, nothing of the field leaves once its restriction is in effect', async () => {
  const now = (): number => performance.now();
  const plan = { ...quickRestrict, now, report: () => undefined };
  const proof = await proveRestrict(dataFolder(folder.path), started.url, plan, silentContext);
  expect(complaintsOf(proof, true)).toEqual([]);
  expect(proof.releasesLookedAt).toBeGreaterThan(0);
}, 120_000);

test('a restriction is ordered and in effect while the gateway is down', async () => {
  await run('stop', 'gateway');
  const done = await run(...order, '--yes', '--json');
  expect([done.code, done.errors]).toEqual([0, '']);
  given = JSON.parse(done.output) as Restricted;
  expect(given.effectiveAt).not.toBeNull();
  await run('restart', 'gateway');
  expect(taken(await show()).some((path) => path.endsWith('lines'))).toBe(true);
  await run('lift', given.lockdown, '--as', 'dpo');
  await run('lift', given.lockdown, '--as', 'dpo-2');
}, 60_000);

test('without governance, no value of a person leaves two seconds later; business values go on', async () => {
  await run('stop', 'governance');
  const answer = await until(async () => {
    const shown = await show('order-status');
    return shown.extensions.withheld.some(({ code }) => code === 'RESTRICTED') ? shown : undefined;
  }, 5_000);
  expect(taken(answer).length).toBeGreaterThan(0);
  expect(answer.data).not.toBeNull();
  await run('restart', 'governance');
  await until(async () => (taken(await show()).length === 0 ? true : undefined), 10_000);
}, 60_000);
