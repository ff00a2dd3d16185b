import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { dataFolder } from '../../tools/start/dataFolder.ts';
import { urlsOnPort } from '../../tools/start/embeddedDatabases.ts';
import { ensureSecrets } from '../../tools/start/secrets.ts';
import {
  referent,
  start,
  testFolder,
  type Started,
  type TestFolder,
} from '../e2e/start/support/commandLine.ts';
import { openTab, signIn, type ConsoleTab } from './support/consoleTab.ts';
import { openStrictBrowser } from './support/openBrowser.ts';

let folder: TestFolder;
let started: Started;
let browser: Browser;
let customer: string;

beforeAll(async () => {
  folder = testFolder();
  [started, browser] = await Promise.all([
    start(['--port', '0', '--data', folder.path]),
    openStrictBrowser(),
  ]);
  const examples = JSON.parse(readFileSync(join(folder.path, 'examples.json'), 'utf8'));
  customer = `/screens/customer-360/${String(examples['customer-360'].id)}`;
}, 240_000);
afterAll(async () => {
  await browser.close();
  started.child.kill('SIGTERM');
  await started.ended;
  await folder.remove();
}, 60_000);

/** What a test opened must not burden the next. */
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

const accountManager = 'Alma Sample';
const issuer = (): string => folder.run().processes.issuer?.url ?? '';

const open = (options: Parameters<typeof openTab>[2] = {}): Promise<ConsoleTab> =>
  openTab(browser, [started.url, issuer()], options);

async function openCustomer(options: Parameters<typeof openTab>[2] = {}): Promise<ConsoleTab> {
  const seen = await open(options);
  await signIn(seen.tab, `${started.url}${customer}`, accountManager);
  await seen.tab.getByRole('heading', { name: 'Contacts' }).waitFor();
  return seen;
}

const valueOf = (tab: Page, name: string): Promise<string> =>
  tab.locator('dl > div', { hasText: name }).locator('dd').first().innerText();

async function stores(tab: Page): Promise<ReadonlySet<string | null>> {
  const marks = await tab.locator('.mark').all();
  return new Set(await Promise.all(marks.map((mark) => mark.getAttribute('data-store'))));
}

test('a person signs in at the issuer and sees a customer, each value with the mark of its store', async () => {
  const { tab, foreign, faults } = await openCustomer();
  expect(new URL(tab.url()).pathname).toBe(customer);
  expect(await stores(tab)).toEqual(new Set(['crm', 'finance', 'supply-chain', 'customer-pii']));
  const contacts = tab.getByRole('region', { name: 'Contacts' });
  expect(await contacts.locator('.withheld').first().innerText()).toMatch(/^withheld/);
  const banner = await tab.getByRole('banner').innerText();
  expect([/Alma Sample/.test(banner), /account-manager/.test(banner)]).toEqual([true, true]);
  expect([foreign, faults]).toEqual([[], []]);
});

test('no token is kept where another page or a later visitor could find it', async () => {
  const { tab } = await openCustomer();
  const kept = await tab.evaluate(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
  );
  expect(JSON.parse(kept as string)).toEqual([{}, { 'referent.known': '1' }, '']);
});

test('a mark reached by the keyboard alone says store, guarantee, form and time', async () => {
  const { tab } = await openCustomer();
  await tab.getByLabel('Customer id').focus();
  await tab.keyboard.press('Tab');
  await tab.keyboard.press('Tab');
  const tip = tab.getByRole('tooltip');
  await tip.waitFor();
  const text = await tip.innerText();
  expect(text).toMatch(/source: crm.*Guarantee: owned.*Shown as: clear.*Read at: \S/s);
  await tab.keyboard.press('Escape');
  await tip.waitFor({ state: 'detached' });
});

test('a store that is down costs its own values alone, and they come back with it', async () => {
  const { tab } = await openCustomer();
  const name = await valueOf(tab, 'Trade name');
  const balance = await valueOf(tab, 'Balance');
  const data = ['--data', folder.path];
  expect((await referent(['stop', 'finance', ...data])).code).toBe(0);
  await tab.reload();
  await tab.getByText('finance can’t be reached').waitFor();
  expect(await valueOf(tab, 'Balance')).toContain('not available');
  expect(await valueOf(tab, 'Trade name')).toBe(name);
  expect(await valueOf(tab, 'On-time deliveries')).not.toContain('not available');
  expect((await referent(['restart', 'finance', ...data])).code).toBe(0);
  // The gateway leaves a store that failed often alone for a moment.
  for (let tries = 0; tries < 20 && (await valueOf(tab, 'Balance')) !== balance; tries += 1) {
    await tab.getByRole('button', { name: 'Try again' }).click();
    await tab.waitForTimeout(500);
  }
  expect(await valueOf(tab, 'Balance')).toBe(balance);
  expect(await tab.getByRole('alert').count()).toBe(0);
}, 120_000);

describe('in mid-journey', () => {
  test('a session that ends takes its values along and leads back to the same page', async () => {
    const seen = await open();
    const { tab } = seen;
    await tab.clock.install();
    await signIn(tab, `${started.url}${customer}`, accountManager);
    await tab.getByRole('heading', { name: 'Contacts' }).waitFor();
    await tab.clock.fastForward('01:00:01');
    await tab.getByText('Your session has ended').waitFor();
    expect(await tab.locator('.mark').count()).toBe(0);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.getByRole('heading', { name: 'Contacts' }).waitFor();
    expect(new URL(tab.url()).pathname).toBe(customer);
  });

  test('a lost connection is said, and trying again picks up where it was', async () => {
    const { tab } = await openCustomer();
    await tab.context().setOffline(true);
    await tab.getByRole('region', { name: 'Orders' }).getByRole('link').first().click();
    await tab.getByText('Your connection may be lost').waitFor();
    await tab.context().setOffline(false);
    await tab.getByRole('button', { name: 'Try again' }).click();
    await tab.getByRole('heading', { name: 'Lines' }).waitFor();
  });
});

test('markup in a value is text, and a name from right to left does not turn its neighbours', async () => {
  const port = folder.run().databases.crm?.port ?? 0;
  const { ownerUrl } = urlsOnPort('crm', port, ensureSecrets(dataFolder(folder.path)));
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const hostile = 'شركة <script>alert(1)</script><img src=x onerror=alert(2)>';
  const id = customer.split('/').at(-1);
  const { rows } = await client.query('select trade_name from customer where id = $1', [id]);
  await client.query('update customer set trade_name = $2 where id = $1', [id, hostile]);
  try {
    const { tab, foreign, faults } = await openCustomer();
    expect(await valueOf(tab, 'Trade name')).toContain(hostile);
    expect(await tab.locator('bdi', { hasText: 'شركة' }).count()).toBe(1);
    await tab.goto(`${started.url}/screens/order-status/${encodeURIComponent(hostile)}`);
    await tab.getByText('Nothing was found.').waitFor();
    expect(await tab.getByLabel('Order number').inputValue()).toBe(hostile);
    expect([foreign, faults]).toEqual([[], []]);
  } finally {
    await client.query('update customer set trade_name = $2 where id = $1', [
      id,
      rows[0].trade_name,
    ]);
    await client.end();
  }
});

test.each([
  [360, 'light'],
  [360, 'dark'],
  [1024, 'dark'],
  [1600, 'light'],
] as const)('at %s px, %s, no page is wider than the window', async (width, colorScheme) => {
  const { tab, faults } = await openCustomer({ viewport: { width, height: 800 }, colorScheme });
  const wide = await tab.evaluate('document.documentElement.scrollWidth');
  expect(wide).toBeLessThanOrEqual(width);
  expect(faults).toEqual([]);
});

test('the console speaks French where it is asked to, and stays with it', async () => {
  const { tab } = await openCustomer();
  await tab.getByRole('button', { name: 'Français' }).click();
  await tab.getByRole('heading', { name: 'Commandes' }).waitFor();
  expect(await tab.locator('html').getAttribute('lang')).toBe('fr');
  await tab.reload();
  await tab.getByRole('heading', { name: 'Commandes' }).waitFor();
});

test('an auditor finds a field on the ownership map, its source and everybody who could see it', async () => {
  const { tab, foreign, faults } = await open();
  await signIn(tab, `${started.url}/map`, 'Audra Sample');
  await tab.getByText('Coverage: 100 %').waitFor();
  for (const store of ['crm', 'finance', 'supply-chain', 'customer-pii', 'governance']) {
    await tab.getByRole('region', { name: store, exact: true }).waitFor();
  }
  await tab.getByLabel('Search').fill('birthDate');
  await tab.getByRole('link', { name: 'birthDate' }).first().click();
  await tab.getByRole('heading', { name: 'Person.birthDate' }).waitFor();
  expect(new URL(tab.url()).pathname).toBe('/map/fields/Person.birthDate');
  const field = tab.getByRole('region', { name: 'Field' });
  expect(await field.innerText()).toMatch(/Authoritative source\s+customer-pii/);
  expect([foreign, faults]).toEqual([[], []]);
});

test('the map that is downloaded holds the fields that are shown, and says of which policy', async () => {
  const { tab } = await open();
  await signIn(tab, `${started.url}/map?store=customer-pii&class=PERSONAL`, 'Stella Sample');
  const [file] = await Promise.all([
    tab.waitForEvent('download'),
    tab.getByRole('button', { name: 'Download JSON' }).click(),
  ]);
  const map = JSON.parse(readFileSync(await file.path(), 'utf8'));
  expect(file.suggestedFilename()).toContain(map.hash.slice(0, 16));
  expect(map.fields.length).toBeGreaterThan(0);
  expect(
    new Set(
      map.fields.map(
        (field: Readonly<Record<'store' | 'class', string>>) => `${field.store} ${field.class}`,
      ),
    ),
  ).toEqual(new Set(['customer-pii PERSONAL']));
});

test('the script of a first page is at most 250 kB as it travels', async () => {
  const { tab } = await open();
  const sizes: Promise<number>[] = [];
  tab.on('response', (response) => {
    if (response.url().endsWith('.js')) {
      sizes.push(
        response
          .request()
          .sizes()
          .then(({ responseBodySize }) => responseBodySize),
      );
    }
  });
  await signIn(tab, `${started.url}${customer}`, accountManager);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(250_000);
});

test('signing out ends the session at the issuer, too', async () => {
  const { tab } = await openCustomer();
  await tab.getByRole('button', { name: 'Sign out' }).click();
  await tab.getByRole('heading', { name: 'Sign out?' }).waitFor();
  await tab.getByRole('button', { name: 'Sign out' }).click();
  await tab.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(new URL(tab.url()).pathname).toBe('/');
});
