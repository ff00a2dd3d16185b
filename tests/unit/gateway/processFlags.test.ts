import { expect, test } from '@jest/globals';
import { hasYoungGeneration } from '../../../gateway/process/youngGeneration.ts';
import { createUlids } from '../../../lib/ulids.ts';

test.each<[execArgv: readonly string[], nodeOptions: string | undefined, expected: boolean]>([
  [[], undefined, false],
  [['--enable-source-maps'], '--max-old-space-size=400', false],
  [['--max-semi-space-size=64'], undefined, true],
  [['--max_semi_space_size', '32'], undefined, true],
  [[], '--no-warnings --max-semi-space-size=16', true],
])(
  'the size of the young generation counts as chosen: %j %s',
  (execArgv, nodeOptions, expected) => {
    expect(hasYoungGeneration(execArgv, nodeOptions)).toBe(expected);
  },
);

test('ids sort by time, differ, and draw randomness a pool at a time', () => {
  let now = Date.UTC(2026, 0, 1);
  let draws = 0;
  const newId = createUlids({ now: () => new Date(now) }, (pool) => {
    draws += 1;
    for (let index = 0; index < pool.length; index += 1) pool[index] = (index * 7 + draws) % 256;
  });
  const ids = Array.from({ length: 200 }, () => {
    now += 1;
    return newId();
  });
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids.map((id) => id.slice(10))).size).toBeGreaterThan(10);
  expect(ids.every((id) => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id))).toBe(true);
  expect(draws).toBe(1);
});
