import { expect, test } from '@jest/globals';
import { seriousFindings } from '../support/axe.ts';
import { consolePages } from '../support/consolePages.ts';
import { auditor, type ConsoleStack } from '../support/consoleStack.ts';

export function accessibility(stack: ConsoleStack): void {
  test.each(consolePages)(
    '$name: axe finds nothing serious or critical, light and dark',
    async ({ persona, path, whole }) => {
      const { tab } = await stack.openAs(persona, path(stack));
      await whole(tab);
      const found: string[] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        await tab.emulateMedia({ colorScheme });
        found.push(...(await seriousFindings(tab)).map((one) => `${colorScheme} ${one}`));
      }
      expect(found).toEqual([]);
    },
  );

  test('the sign-in page: axe finds nothing serious or critical', async () => {
    const { tab } = await stack.open();
    await tab.goto(stack.url());
    await tab.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await seriousFindings(tab)).toEqual([]);
  });

  test('what keeps people out of a page is found', async () => {
    const { tab } = await stack.open();
    await tab.goto(stack.url());
    await tab.getByRole('button', { name: 'Sign in' }).waitFor();
    await tab.evaluate("document.querySelector('main').append(document.createElement('img'))");
    expect(await seriousFindings(tab)).toEqual(['image-alt: img']);
  });

  test('a verdict on the log: axe finds nothing serious or critical, light and dark', async () => {
    const { tab } = await stack.openAs(auditor, '/audit');
    await tab.getByRole('button', { name: 'Verify here' }).click();
    await tab.locator('.verdict').waitFor();
    const light = await seriousFindings(tab);
    await tab.emulateMedia({ colorScheme: 'dark' });
    expect([light, await seriousFindings(tab)]).toEqual([[], []]);
  });
}
