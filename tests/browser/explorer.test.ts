import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  discard,
  referent,
  start,
  type Started,
  type TestFolder,
} from '../e2e/start/support/commandLine.ts';
import { seededFolder } from '../e2e/start/support/seededFolder.ts';
import { openBrowser } from './support/openBrowser.ts';

let folder: TestFolder;
let started: Started;
let browser: Browser;

beforeAll(async () => {
  folder = await seededFolder();
  const words = ['--port', '0', '--stores', 'crm,supply-chain', '--data', folder.path];
  [started, browser] = await Promise.all([start(words), openBrowser()]);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await discard(started, folder);
}, 60_000);

async function tokenOf(persona: string): Promise<string> {
  const { output } = await referent(['token', '--as', persona, '--json', '--data', folder.path]);
  return (JSON.parse(output) as { token: string }).token;
}

interface Seen {
  readonly tab: Page;
  /** Addresses of other hosts that the page asked for. */
  readonly foreign: string[];
  /** What the content security policy held back. */
  readonly heldBack: string[];
}

async function openExplorer(): Promise<Seen> {
  const tab = await (await browser.newContext()).newPage();
  const seen: Seen = { tab, foreign: [], heldBack: [] };
  tab.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${started.url}/`) && !url.startsWith('data:')) seen.foreign.push(url);
  });
  tab.on('console', (message) => {
    const text = message.text();
    if (text.includes('Content Security Policy')) seen.heldBack.push(text);
  });
  await tab.goto(`${started.url}/graphiql`);
  await tab.getByLabel('Access token').waitFor();
  return seen;
}

const run = (tab: Page) => tab.getByRole('button', { name: /^Execute query/ }).click();

test('the explorer asks as a persona and shows the answer, and asks no other host for anything', async () => {
  const { tab, foreign, heldBack } = await openExplorer();
  const result = tab.locator('.result-window');
  await run(tab);
  await result.getByText('UNAUTHENTICATED').first().waitFor();

  await tab.getByLabel('Access token').fill(await tokenOf('account-manager'));
  await tab.getByRole('button', { name: 'Use' }).click();
  await run(tab);
  await result.getByText('"products"').waitFor();
  expect(await result.textContent()).toContain('"sku"');

  await tab.getByRole('tab', { name: /Pipeline/ }).click();
  await run(tab);
  await result.getByText('"pipeline"').waitFor();
  expect(await result.textContent()).not.toContain('"errors"');
  // The editor knows @screen and the caller's own part of the graph: nothing is marked as wrong.
  expect(
    await tab
      .locator('.query-editor, .graphiql-query-editor')
      .locator('.CodeMirror-lint-mark')
      .count(),
  ).toBe(0);
  expect([foreign, heldBack]).toEqual([[], []]);
});

test('the page may load, run and frame nothing of anybody else', async () => {
  const { headers } = await fetch(`${started.url}/graphiql`);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'self';.*frame-ancestors 'none'/);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
});

test('the token is kept by the page alone', async () => {
  const { tab } = await openExplorer();
  const token = await tokenOf('account-manager');
  await tab.getByLabel('Access token').fill(token);
  await tab.getByRole('button', { name: 'Use' }).click();
  await run(tab);
  await tab.locator('.result-window').getByText('"products"').waitFor();
  const stored = await tab.evaluate(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
  );
  expect(stored).not.toContain(token.slice(0, 20));
});

test('the plan of the document is drawn as stores, with the fields of persons and their purposes', async () => {
  const { tab, foreign, heldBack } = await openExplorer();
  const plan = tab.getByRole('complementary', { name: 'Plan of the document' });
  await plan.getByText('With an access token').waitFor();
  await tab.getByLabel('Access token').fill(await tokenOf('account-manager'));
  await tab.getByRole('button', { name: 'Use' }).click();
  await plan.getByText('It asks for nothing of a person.').waitFor();
  expect(await plan.getByRole('img').getAttribute('aria-label')).toMatch(/round 1: supply-chain/);
  await tab.getByRole('tab', { name: /Pipeline/ }).click();
  await plan.getByRole('img', { name: /crm/ }).waitFor();
  await tab.locator('.graphiql-query-editor').click();
  await tab.keyboard.press('Control+A');
  await tab.keyboard.insertText(
    'query Q($id: ID!) { customer(id: $id) { tradeName cases(first: 2) { edges { node { subject } } } } }',
  );
  await plan.getByRole('rowheader', { name: 'Customer.tradeName' }).waitFor();
  const row = plan.getByRole('row', { name: /Customer\.tradeName/ });
  expect(await row.textContent()).toMatch(/personal where.*account-management \(clear\)/);
  await plan.getByLabel('Name').fill('CasesOfCustomer');
  await plan.getByLabel('Purpose').selectOption('marketing');
  await plan.getByRole('checkbox').first().check();
  await plan.getByRole('button', { name: 'Save as screen' }).click();
  await plan.getByText(/Not kept\. .*Customer\.tradeName/).waitFor();
  expect([foreign, heldBack]).toEqual([[], []]);
});
