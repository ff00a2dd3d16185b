import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { evidencePage } from '../../audit/verify/page/evidencePage.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import { readPolicyLock } from '../../policies/readLock.ts';
import { syntheticLog } from '../../tools/proof/tamper/syntheticLog.ts';
import { openBrowser } from './support/openBrowser.ts';

const policy = readPolicyLock(projectFile('policies', 'policy.lock.json'));
const log = syntheticLog({ entries: 200, seed: 4, policy });
const folder = mkdtempSync(join(tmpdir(), 'referent-page-'));

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** What the page says when it is opened from disk, and what it asked of the network. */
async function opened(files: ReadonlyMap<string, Uint8Array>, trust: string | undefined) {
  const path = join(folder, 'index.html');
  writeFileSync(path, evidencePage({ files, trust }));
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== `file://${path}`) asked.push(request.url());
  });
  await page.goto(`file://${path}`);
  const verdict = await page.waitForSelector('.verdict[role=status]');
  const says = await verdict.textContent();
  return { says, asked };
}

test('an entry that was changed is seen when the page is opened', async () => {
  const path = 'body/000.p/200.jsonl';
  const bytes = Buffer.from(log.files.get(path) ?? []);
  bytes[bytes.length - 200] = (bytes[bytes.length - 200] ?? 0) ^ 1;
  const { says } = await opened(new Map(log.files).set(path, bytes), log.trust);
  expect(says).toMatch(/^NOT verified/);
});

test('without pinned keys the page does not say that the log is verified', async () => {
  const { says } = await opened(log.files, undefined);
  expect(says).toMatch(/^UNPINNED/);
});

test('a whole log is verified from disk, and nothing is asked of the network', async () => {
  const { says, asked } = await opened(log.files, log.trust);
  expect(says).toMatch(/^Verified/);
  expect(asked).toEqual([]);
});
