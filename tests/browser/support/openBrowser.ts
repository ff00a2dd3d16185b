import packaged from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const launch = async (args: readonly string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: await packaged.executablePath(),
    args: [...args, '--disable-background-networking', '--no-first-run'],
  });

/** The browser that npm brought: the test needs nothing of the system's. */
export const openBrowser = (): Promise<Browser> => launch(packaged.args);

/** The package's presets for small machines switch off what the web relies on, such as CORS. */
const lax: readonly string[] = [
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
  '--single-process',
];

/** The same, with the rules that a person's browser enforces. */
export const openStrictBrowser = (): Promise<Browser> =>
  launch(packaged.args.filter((argument) => !lax.includes(argument)));
