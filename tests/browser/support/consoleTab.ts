import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A tab of the console, and what it did that it must not do. */
export interface ConsoleTab {
  readonly tab: Page;
  /** Addresses of others than the gateway and the issuer. */
  readonly foreign: string[];
  /** What the content security policy held back, and what failed in a script. */
  readonly faults: string[];
}

export async function openTab(
  browser: Browser,
  allowed: readonly string[],
  options: BrowserContextOptions = {},
): Promise<ConsoleTab> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const seen: ConsoleTab = { tab: await context.newPage(), foreign: [], faults: [] };
  seen.tab.on('request', (request) => {
    const url = request.url();
    if (!allowed.some((origin) => url.startsWith(`${origin}/`))) seen.foreign.push(url);
  });
  seen.tab.on('console', (message) => {
    const text = message.text();
    if (/Content Security Policy|Trusted/.test(text)) seen.faults.push(text);
  });
  seen.tab.on('pageerror', (error) => seen.faults.push(error.message));
  seen.tab.on('dialog', (dialog) => {
    seen.faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return seen;
}

/** Opens an address as somebody whom nobody knows yet, and signs in on the issuer's page. */
export async function signIn(tab: Page, url: string, persona: string): Promise<void> {
  await tab.goto(url);
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await tab.getByRole('button', { name: persona }).click();
  await tab.getByRole('button', { name: 'Sign out' }).waitFor();
}
