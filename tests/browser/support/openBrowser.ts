import packaged from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

/** The browser that npm brought: the test needs nothing of the system's. */
export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await packaged.executablePath(),
    args: [...packaged.args, '--disable-background-networking', '--no-first-run'],
  });
