import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import {
  discard,
  start,
  type Started,
  type TestFolder,
} from '../../e2e/start/support/commandLine.ts';
import { seededFolder } from '../../e2e/start/support/seededFolder.ts';
import type { Subjects } from './consolePages.ts';
import { openTab, signIn, type ConsoleTab } from './consoleTab.ts';
import { openStrictBrowser } from './openBrowser.ts';

/** One installation and one browser for every page of the console. */
export interface ConsoleStack extends Subjects {
  readonly url: () => string;
  readonly folder: () => TestFolder;
  readonly open: (options?: BrowserContextOptions) => Promise<ConsoleTab>;
  /** A new tab in which a persona has signed in at an address. */
  readonly openAs: (
    persona: string,
    path: string,
    options?: BrowserContextOptions,
  ) => Promise<ConsoleTab>;
}

export { accountManager, auditor } from './consolePages.ts';

/** Starts with the file that calls it, and ends with it. */
export function consoleStack(): ConsoleStack {
  const running: { folder?: TestFolder; started?: Started; browser?: Browser } = {};
  const given = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new TypeError('the installation has not started');
    return value;
  };
  beforeAll(async () => {
    const folder = await seededFolder();
    running.folder = folder;
    [running.started, running.browser] = await Promise.all([
      start(['--port', '0', '--data', folder.path]),
      openStrictBrowser(),
    ]);
  }, 240_000);
  afterAll(async () => {
    await running.browser?.close();
    const { started: installation, folder: used } = running;
    if (installation !== undefined && used !== undefined) await discard(installation, used);
    else await used?.remove();
  }, 60_000);
  // What a test opened must not burden the next.
  afterEach(() =>
    Promise.all((running.browser?.contexts() ?? []).map((context) => context.close())),
  );
  const url = (): string => given(running.started).url;
  const folder = (): TestFolder => given(running.folder);
  const issuer = (): string => folder().run().processes.issuer?.url ?? '';
  const example: ConsoleStack['example'] = (screen) =>
    JSON.parse(readFileSync(join(folder().path, 'examples.json'), 'utf8'))[screen];
  const open: ConsoleStack['open'] = (options = {}) =>
    openTab(given(running.browser), [url(), issuer()], options);
  return {
    ...{ url, folder, example, open },
    customerPath: () => `/screens/customer-360/${String(example('customer-360').id)}`,
    openAs: async (persona, path, options = {}) => {
      const seen = await open(options);
      await signIn(seen.tab, `${url()}${path}`, persona);
      return seen;
    },
  };
}
