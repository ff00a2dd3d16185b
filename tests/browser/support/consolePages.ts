import type { Page } from 'playwright-core';

export const accountManager = 'Alma Sample';
export const auditor = 'Audra Sample';

/** What an installation's pages can be about. */
export interface Subjects {
  readonly example: (screen: string) => Readonly<Record<string, string>>;
  readonly customerPath: () => string;
}

export interface ConsolePage {
  readonly name: string;
  readonly persona: string;
  readonly path: (subjects: Subjects) => string;
  /** Stands on the page once it is whole. */
  readonly whole: (tab: Page) => Promise<unknown>;
}

const heading =
  (name: string) =>
  (tab: Page): Promise<unknown> =>
    tab.getByRole('heading', { name }).first().waitFor();

/** Every page, as somebody whom it is for. */
export const consolePages: readonly ConsolePage[] = [
  page('home', accountManager, '/', heading('Customer 360')),
  {
    ...page('customer-360', accountManager, '', heading('Contacts')),
    path: (subjects) => subjects.customerPath(),
  },
  {
    ...page('order-status', accountManager, '', heading('Lines')),
    path: (subjects) => `/screens/order-status/${String(subjects.example('order-status').number)}`,
  },
  page('pipeline-board', accountManager, '/screens/pipeline-board', (tab) =>
    tab.locator('.card').first().waitFor(),
  ),
  {
    ...page('collections', 'Cleo Sample', '', heading('Totals')),
    path: (subjects) => `/screens/collections/${String(subjects.example('collections').entity)}`,
  },
  page('map', auditor, '/map', (tab) => tab.getByText('Coverage: 100 %').waitFor()),
  page('field', auditor, '/map/fields/Person.birthDate', heading('Screens and commands')),
  page('audit', auditor, '/audit', heading('Entries')),
  page('entry', auditor, '/audit/entries/0', heading('Proof')),
  page('unknown', auditor, '/nowhere', heading('There is no such page')),
];

function page(
  name: string,
  persona: string,
  path: string,
  whole: ConsolePage['whole'],
): ConsolePage {
  return { name, persona, path: () => path, whole };
}
