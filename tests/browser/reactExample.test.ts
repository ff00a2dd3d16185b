import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { projectFile } from '../../lib/projectRoot.ts';
import { freePort } from '../../tools/postgres/embeddedPostgres.ts';
import {
  discard,
  plainEnvironment,
  referent,
  start,
  type Started,
  type TestFolder,
} from '../e2e/start/support/commandLine.ts';
import { seededFolder } from '../e2e/start/support/seededFolder.ts';
import { openBrowser } from './support/openBrowser.ts';

let folder: TestFolder;
let started: Started;
let server: ChildProcess;
let browser: Browser;
let page: string;
const built = mkdtempSync(join(tmpdir(), 'referent-example-'));

const vite = (...words: readonly string[]): ChildProcess =>
  spawn(process.execPath, [projectFile('node_modules', 'vite', 'bin', 'vite.js'), ...words], {
    cwd: projectFile('examples', 'react'),
    env: plainEnvironment({ REFERENT_URL: started.url }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });

beforeAll(async () => {
  folder = await seededFolder();
  started = await start(['--port', '0', '--data', folder.path]);
  const made = vite('build', '--outDir', built, '--emptyOutDir');
  expect(await new Promise((resolve) => made.once('close', resolve))).toBe(0);
  const port = String(await freePort());
  server = vite('preview', '--outDir', built, '--port', port, '--strictPort');
  page = `http://127.0.0.1:${port}/`;
  await new Promise<void>((resolve) => {
    server.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString('utf8').includes(port)) resolve();
    });
  });
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser.close();
  server.kill('SIGTERM');
  await discard(started, folder);
  rmSync(built, { recursive: true, force: true });
}, 60_000);

async function tokenOf(persona: string): Promise<string> {
  const { output } = await referent(['token', '--as', persona, '--json', '--data', folder.path]);
  return (JSON.parse(output) as { token: string }).token;
}

test('the example page shows Customer 360, each value with the mark of its store', async () => {
  const examples = readFileSync(join(folder.path, 'examples.json'), 'utf8');
  const { id } = (JSON.parse(examples) as Record<string, { id: string }>)['customer-360'] ?? {
    id: '',
  };
  const context = await browser.newContext();
  const tab = await context.newPage();
  const foreign: string[] = [];
  tab.on('request', (request) => {
    if (!request.url().startsWith(page)) foreign.push(request.url());
  });
  await tab.goto(page);
  await tab.getByLabel('Customer id').fill(id);
  await tab.getByLabel('Access token').fill(await tokenOf('dispatcher'));
  await tab.getByRole('button', { name: 'Show' }).click();
  await tab.getByRole('alert').waitFor();
  expect(await tab.getByRole('alert').textContent()).toContain('Your role may not use this screen');

  await tab.getByLabel('Access token').fill(await tokenOf('account-manager'));
  await tab.getByRole('button', { name: 'Show' }).click();
  await tab.getByRole('heading', { name: 'Contacts' }).waitFor();
  const marks = new Set(await tab.locator('.mark').allTextContents());
  expect(marks).toEqual(new Set(['crm', 'finance', 'supply-chain', 'customer-pii']));
  const contacts = tab.getByRole('region', { name: 'Contacts' });
  expect(await contacts.getByText('withheld').count()).toBeGreaterThan(0);
  expect(foreign).toEqual([]);
});
