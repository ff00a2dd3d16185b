import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { dataFolder } from '../../../tools/start/dataFolder.ts';
import { urlsOnPort } from '../../../tools/start/embeddedDatabases.ts';
import { ensureSecrets } from '../../../tools/start/secrets.ts';
import { referent } from '../../e2e/start/support/commandLine.ts';
import { accountManager, type ConsoleStack } from '../support/consoleStack.ts';
import { signIn, type ConsoleTab } from '../support/consoleTab.ts';

const valueOf = (tab: Page, name: string): Promise<string> =>
  tab.locator('dl > div', { hasText: name }).locator('dd').first().innerText();

async function stores(tab: Page): Promise<ReadonlySet<string | null>> {
  const marks = await tab.locator('.mark').all();
  return new Set(await Promise.all(marks.map((mark) => mark.getAttribute('data-store'))));
}

/** What every page keeps to, seen on Customer 360. */
export function customerPages(stack: ConsoleStack): void {
  async function openCustomer(options: BrowserContextOptions = {}): Promise<ConsoleTab> {
    const seen = await stack.openAs(accountManager, stack.customerPath(), options);
    await seen.tab.getByRole('heading', { name: 'Contacts' }).waitFor();
    return seen;
  }

  test('a person signs in at the issuer and sees a customer, each value with the mark of its store', async () => {
    const { tab, foreign, faults } = await openCustomer();
    expect(new URL(tab.url()).pathname).toBe(stack.customerPath());
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
    const data = ['--data', stack.folder().path];
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
      const seen = await stack.open();
      const { tab } = seen;
      await tab.clock.install();
      await signIn(tab, `${stack.url()}${stack.customerPath()}`, accountManager);
      await tab.getByRole('heading', { name: 'Contacts' }).waitFor();
      await tab.clock.fastForward('01:00:01');
      await tab.getByText('Your session has ended').waitFor();
      expect(await tab.locator('.mark').count()).toBe(0);
      await tab.getByRole('button', { name: 'Sign in' }).click();
      await tab.getByRole('heading', { name: 'Contacts' }).waitFor();
      expect(new URL(tab.url()).pathname).toBe(stack.customerPath());
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
    const port = stack.folder().run().databases.crm?.port ?? 0;
    const { ownerUrl } = urlsOnPort('crm', port, ensureSecrets(dataFolder(stack.folder().path)));
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    const hostile = 'شركة <script>alert(1)</script><img src=x onerror=alert(2)>';
    const id = stack.customerPath().split('/').at(-1);
    const { rows } = await client.query('select trade_name from customer where id = $1', [id]);
    await client.query('update customer set trade_name = $2 where id = $1', [id, hostile]);
    try {
      const { tab, foreign, faults } = await openCustomer();
      expect(await valueOf(tab, 'Trade name')).toContain(hostile);
      expect(await tab.locator('bdi', { hasText: 'شركة' }).count()).toBe(1);
      await tab.goto(`${stack.url()}/screens/order-status/${encodeURIComponent(hostile)}`);
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

  test('the script of a first page is at most 250 kB as it travels', async () => {
    const { tab } = await stack.open();
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
    await signIn(tab, `${stack.url()}${stack.customerPath()}`, accountManager);
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
}
