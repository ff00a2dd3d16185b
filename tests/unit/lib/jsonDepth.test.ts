import { expect, test } from '@jest/globals';
import { isWithinDepth, jsonDepthMax } from '../../../lib/jsonDepth.ts';

const nested = (levels: number, open: string, close: string): unknown =>
  JSON.parse(`${open.repeat(levels)}1${close.repeat(levels)}`);

test.each<[string, string, string]>([
  ['lists', '[', ']'],
  ['objects', '{"a":', '}'],
  ['lists beside other members', '[2,', ']'],
])('%s in each other are within the bound up to it, and no further', (_name, open, close) => {
  expect(isWithinDepth(nested(jsonDepthMax, open, close))).toBe(true);
  expect(isWithinDepth(nested(jsonDepthMax + 1, open, close))).toBe(false);
  expect(isWithinDepth(nested(100_000, open, close))).toBe(false);
});

test.each([null, undefined, 'x', 1, true, [], {}])('%j is', (value) => {
  expect(isWithinDepth(value)).toBe(true);
});
