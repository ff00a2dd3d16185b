import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { projectFile } from '../../../lib/projectRoot.ts';
import { referent } from '../../e2e/start/support/commandLine.ts';
import { accountManager, auditor, type ConsoleStack } from '../support/consoleStack.ts';

const verifier = projectFile('dist', 'audit', 'verify', 'main.js');

/** The files of an archive that stores them as they are. */
function unpack(archive: Buffer, into: string): void {
  let at = 0;
  while (archive.readUInt32LE(at) === 0x04034b50) {
    const [size, nameLength] = [archive.readUInt32LE(at + 18), archive.readUInt16LE(at + 26)];
    const start = at + 30 + nameLength;
    const path = join(into, archive.toString('utf8', at + 30, start));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, archive.subarray(start, start + size));
    at = start + size;
  }
}

export function logPages(stack: ConsoleStack): void {
  const verdict = async (tab: Page): Promise<string> => {
    await tab.getByRole('button', { name: 'Verify here' }).click();
    await tab.locator('.verdict').waitFor();
    return tab.locator('.verdict').innerText();
  };

  async function trustFile(): Promise<string> {
    const path = join(stack.folder().path, 'trust.json');
    const { code } = await referent(
      ['audit', 'trust', '--out', path].concat(['--data', stack.folder().path]),
    );
    expect(code).toBe(0);
    return path;
  }

  /** What the page says, and what the command line says of the very files that the page looked at. */
  async function bothReports(tab: Page, trust: string, name: string): Promise<unknown[]> {
    const [file] = await Promise.all([
      tab.waitForEvent('download'),
      tab.getByRole('button', { name: 'Download evidence' }).click(),
    ]);
    const folder = join(stack.folder().path, name);
    unpack(readFileSync(await file.path()), folder);
    const here = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    const seed = String(here.samples.seed);
    const words = [verifier, folder, '--trust', trust, '--json', '--seed', seed];
    const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    return [here, JSON.parse(stdout)];
  }

  test('without pinned keys the browser does not say that the log is verified', async () => {
    const { tab, foreign, faults } = await stack.openAs(auditor, '/audit');
    expect(await verdict(tab)).toMatch(/^UNPINNED/);
    expect([foreign, faults]).toEqual([[], []]);
  });

  test('a log that was changed is not verified: browser and command line name the same first entry', async () => {
    const trust = await trustFile();
    const { tab } = await stack.openAs(auditor, '/audit');
    await tab.getByLabel('Keys that you pin').setInputFiles(trust);
    await tab.route('**/log/body/**', async (route) => {
      const answer = await route.fetch();
      const text = (await answer.body()).toString('utf8');
      const lines = text.split('\n');
      const changed = lines.map((line, at) => (at === 2 ? line.replace(/"/, '" ') : line));
      await route.fulfill({ response: answer, body: changed.join('\n') });
    });
    expect(await verdict(tab)).toMatch(/^NOT verified.*First bad: entry 2\./s);
    const [here, there] = await bothReports(tab, trust, 'evidence-changed');
    expect(here).toEqual(there);
    expect(here).toMatchObject({ verdict: 'not-verified' });
  });

  test('a whole log is verified in the browser, and the command line says the same of the evidence', async () => {
    const trust = await trustFile();
    const { tab, foreign, faults } = await stack.openAs(auditor, '/audit');
    await tab.getByLabel('Keys that you pin').setInputFiles(trust);
    expect(await verdict(tab)).toMatch(/^Verified/);
    await tab
      .getByText(/newest checkpoint covers \d+ entries/)
      .first()
      .waitFor();
    const [here, there] = await bothReports(tab, trust, 'evidence');
    expect(here).toEqual(there);
    expect(here).toMatchObject({ verdict: 'verified', pinned: true });
    expect([foreign, faults]).toEqual([[], []]);
  });

  test('an auditor finds who was shown a field, and reads the entry in words with its proof', async () => {
    const shown = await stack.openAs(accountManager, stack.customerPath());
    await shown.tab.getByRole('heading', { name: 'Contacts' }).waitFor();
    // Who reads the log is released to as well: the page itself has newer releases than that one.
    const address = '/audit?type=release&screen=customer-360';
    const { tab, foreign, faults } = await stack.openAs(auditor, address);
    const entries = tab.getByRole('region', { name: 'Entries' });
    await entries.getByRole('link').first().waitFor();
    const heads = await entries.getByRole('columnheader').allInnerTexts();
    const first = entries.getByRole('row').nth(1).getByRole('cell');
    expect(await first.nth(heads.indexOf('Actor')).innerText()).toMatch(/^[\w-]{3,}/);
    await entries.getByRole('link').first().click();
    await tab.getByText('was shown the fields below').waitFor();
    await tab.getByText('Proven: the entry is in the log').waitFor();
    await tab.getByRole('heading', { name: 'Receipts of the stores' }).waitFor();
    expect(await tab.getByText('account-manager').count()).toBeGreaterThan(0);
    await tab.getByRole('link', { name: 'who did see it' }).first().click();
    await entries.waitFor();
    expect(new URL(tab.url()).searchParams.get('field')).toMatch(/^\w+\.\w+$/);
    expect([foreign, faults]).toEqual([[], []]);
  });

  test('a person without the role gets no file of the log', async () => {
    const { tab } = await stack.openAs(accountManager, '/audit');
    await tab.getByText('This screen is not for your roles').waitFor();
    await tab.getByRole('button', { name: 'Verify here' }).click();
    await tab.getByText('This screen is not for your roles').nth(1).waitFor();
    expect(await tab.locator('.verdict').count()).toBe(0);
  });
}
