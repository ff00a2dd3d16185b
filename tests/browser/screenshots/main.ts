import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFile } from '../../../lib/projectRoot.ts';
import { consolePages, type Subjects } from '../support/consolePages.ts';
import { openTab, signIn } from '../support/consoleTab.ts';
import { openStrictBrowser } from '../support/openBrowser.ts';

/*
 * Pictures of every page of a running console, for docs/screens:
 * npm run screenshots -- --url http://127.0.0.1:4000 --data .referent
 */

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:4000' },
    data: { type: 'string', default: '.referent' },
  },
});
const folder = projectFile('docs', 'screens');
mkdirSync(folder, { recursive: true });

const examples = JSON.parse(readFileSync(join(values.data, 'examples.json'), 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;
const example: Subjects['example'] = (screen) => examples[screen] ?? {};
const subjects: Subjects = {
  example,
  customerPath: () => `/screens/customer-360/${example('customer-360').id ?? ''}`,
};

const browser = await openStrictBrowser();
for (const { name, persona, path, whole } of consolePages) {
  const { tab } = await openTab(browser, []);
  await signIn(tab, `${values.url}${path(subjects)}`, persona);
  for (const width of [360, 1024, 1600]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.setViewportSize({ width, height: 900 });
      await tab.emulateMedia({ colorScheme });
      await whole(tab);
      await tab.screenshot({ path: join(folder, `${name}-${String(width)}-${colorScheme}.png`) });
    }
  }
  await tab.context().close();
}
await browser.close();
