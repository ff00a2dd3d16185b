import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { customer360 } from './support/documents.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.reset();
});

describe('one screen', () => {
  test('each value comes from its store, and a denied field is never asked for', async () => {
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(answer.status).toBe(200);
    expect(answer.errors).toEqual([]);
    expect(answer.data).toMatchObject({
      customer: { tradeName: 'Example Works', receivables: { balance: { minorUnits: '5000' } } },
    });
    const asked = Object.values(world.stores).flatMap(({ seen }) => seen.map(({ query }) => query));
    expect(asked.join('\n')).not.toContain('birthDate');
  });
});
