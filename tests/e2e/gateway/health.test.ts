import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startWorld, type World } from './support/world.ts';

describe('health', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  test('readiness is ok while every store is up, and needs no token', async () => {
    const answer = await world.fetch('/health/ready');
    expect([answer.status, (JSON.parse(answer.text) as { status: string }).status]).toEqual([
      200,
      'ok',
    ]);
  });

  test('liveness says that the process can serve, whatever the stores do', async () => {
    expect((await world.fetch('/health/live')).status).toBe(200);
  });
});

describe('health without any store', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await Promise.all(Object.values(world.stores).map((store) => store.close()));
  });
  afterAll(() => world.close());

  test('readiness is 503 when nothing can be answered', async () => {
    const answer = await world.fetch('/health/ready');
    expect(answer.status).toBe(503);
  });
});
