import { expect, test } from '@jest/globals';
import type { ConsoleStack } from '../support/consoleStack.ts';

export function collectionsPage(stack: ConsoleStack): void {
  test('a clerk picks the legal entity by its name and sees who owes it', async () => {
    const { tab, foreign, faults } = await stack.openAs('Cleo Sample', '/screens/collections');
    const entity = tab.getByLabel('Legal entity');
    const names = await entity.locator('option').allInnerTexts();
    expect(names.length).toBeGreaterThan(1);
    await entity.selectOption(String(stack.example('collections').entity));
    await tab.getByRole('button', { name: 'Show' }).click();
    await tab.getByRole('heading', { name: 'Totals' }).waitFor();
    expect(tab.url()).toContain(
      `/screens/collections/${String(stack.example('collections').entity)}`,
    );
    expect([foreign, faults]).toEqual([[], []]);
  });
}
