import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { projectFile } from '../../../lib/projectRoot.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { lockHash, readPolicyLock } from '../../../policies/readLock.ts';
import { referent } from '../start/support/commandLine.ts';

const published = projectFile('policies', 'policy.lock.json');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-diff-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function changed(change: (lock: PolicyLock) => Omit<PolicyLock, 'hash'>): string {
  const content = change(readPolicyLock(published));
  const path = join(folder, 'changed.lock.json');
  writeFileSync(path, JSON.stringify({ ...content, hash: lockHash(content) }));
  return path;
}

test('a lock that was tampered with is refused, and none that is not there is made up', async () => {
  const path = join(folder, 'tampered.lock.json');
  writeFileSync(path, readFileSync(published, 'utf8').replace('"clear"', '"count"'));
  expect(await referent(['policy', 'diff', '--from', path])).toMatchObject({ code: 1 });
  expect(await referent(['policy', 'diff', '--from', join(folder, 'none')])).toMatchObject({
    code: 2,
  });
});

test('the policy does not differ from itself', async () => {
  const { code, output } = await referent(['policy', 'diff', '--from', published]);
  expect(code).toBe(0);
  expect(output).toMatch(/^No difference; \d{6} decisions compared\.\n$/);
});

test('a right that was taken before is told as one that is given now', async () => {
  const from = changed((lock) => {
    const purpose = lock.purposes.collections;
    if (purpose === undefined) throw new TypeError('there is no such purpose');
    const kept = { ...purpose, recipients: ['bailiff'] };
    return { ...lock, purposes: { ...lock.purposes, collections: kept }, conflicts: [] };
  });
  const { output } = await referent(['policy', 'diff', '--from', from]);
  expect(output.split('\n').slice(0, -2)).toEqual([
    '- collections no longer hands data to bailiff.',
    '- One person may no longer hold account-manager and credit-controller.',
    '- One person may no longer hold account-manager and accountant.',
    '- One person may no longer hold accountant and buyer.',
  ]);
  const { output: json } = await referent(['policy', 'diff', '--from', from, '--json']);
  expect(JSON.parse(json)).toMatchObject({ widens: false, narrows: true });
});
