import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { evidencePage, type EvidencePageInput } from '../../audit/verify/page/evidencePage.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import { readPolicyLock } from '../../policies/readLock.ts';
import { excerptOf } from '../../tools/audit/evidence/page.ts';
import { openLog } from '../../tools/audit/readLog.ts';
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
  return openedPage({ files }, trust);
}

async function openedPage(held: EvidencePageInput['log'], trust: string | undefined) {
  const path = join(folder, 'index.html');
  writeFileSync(path, evidencePage({ log: held, trust }));
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== `file://${path}`) asked.push(request.url());
  });
  await page.goto(`file://${path}`);
  const verdict = await page.waitForSelector('.verdict[role=status]');
  const says = await verdict.textContent();
  return { says, asked, all: await page.textContent('#report') };
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

describe('of a log that is too large for a page', () => {
  const excerpt = async () =>
    excerptOf(await openLog((path) => Promise.resolve(log.files.get(path))), 20);

  test('an entry that was changed in the excerpt is named', async () => {
    const { checkpoint, entries } = await excerpt();
    const changed = entries.map((entry, at) =>
      at === 7 ? { ...entry, body: entry.body.replace('"region":"', '"region":"X') } : entry,
    );
    expect(changed[7]).not.toEqual(entries[7]);
    const { says } = await openedPage({ excerpt: { checkpoint, entries: changed } }, log.trust);
    expect(says).toMatch(/^NOT verified: entry \d+/);
  });

  test('entries that another drew than the root are refused', async () => {
    const { checkpoint, entries } = await excerpt();
    const chosen = { checkpoint, entries: [...entries].reverse() };
    const { says } = await openedPage({ excerpt: chosen }, log.trust);
    expect(says).toMatch(/^NOT verified/);
  });

  test('without pinned keys nothing is called verified, not even in part', async () => {
    const { says } = await openedPage({ excerpt: await excerpt() }, undefined);
    expect(says).toMatch(/^UNPINNED/);
  });

  test('the page says what part of it is verified, and that the command line verifies the whole', async () => {
    const { says, all, asked } = await openedPage({ excerpt: await excerpt() }, log.trust);
    expect(says).toMatch(/^Verified in part: the log of 200 entries .* 20 entries/);
    expect(all).toContain('referent audit verify');
    expect(asked).toEqual([]);
  });
});
