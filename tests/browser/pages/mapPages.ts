import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { auditor, type ConsoleStack } from '../support/consoleStack.ts';

export function mapPages(stack: ConsoleStack): void {
  test('an auditor finds a field on the ownership map, its source and everybody who could see it', async () => {
    const { tab, foreign, faults } = await stack.openAs(auditor, '/map');
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
    const filtered = '/map?store=customer-pii&class=PERSONAL';
    const { tab } = await stack.openAs('Stella Sample', filtered);
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

  test('the map is not read one page after another: the stores are asked side by side', async () => {
    const { tab } = await stack.openAs(auditor, '/');
    const asked = { now: 0, most: 0 };
    tab.on('request', (request) => {
      if (!request.url().endsWith('/graphql')) return;
      asked.now += 1;
      asked.most = Math.max(asked.most, asked.now);
    });
    tab.on('requestfinished', (request) => {
      if (request.url().endsWith('/graphql')) asked.now -= 1;
    });
    await tab.getByRole('link', { name: 'Ownership map' }).first().click();
    await tab.getByText('Coverage: 100 %').waitFor();
    expect(asked.most).toBeGreaterThan(4);
  });
}
