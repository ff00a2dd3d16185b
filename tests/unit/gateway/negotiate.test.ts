import { expect, test } from '@jest/globals';
import { negotiate, negotiateCoding, remembering } from '../../../gateway/http/negotiate.ts';

const ours = 'application/graphql-response+json';
const json = 'application/json';

test.each<[accept: string | undefined, expected: string | undefined]>([
  [undefined, ours],
  ['', ours],
  ['*/*', ours],
  ['application/*', ours],
  [json, json],
  [`${json}, ${ours}`, json],
  [`${json};q=0.8, ${ours}`, ours],
  [`${ours};q=0.1, ${json};q=0.9`, json],
  ['Application/JSON; Q=1', json],
  [`${json};charset=utf-8`, json],
  ['text/html, */*;q=0.1', ours],
  ['text/html', undefined],
  [`${json};q=0`, undefined],
  [`${json};q=nonsense`, undefined],
])('Accept: %s is answered as %s', (accept, expected) => {
  expect(negotiate(accept)).toBe(expected);
});

test.each<[acceptEncoding: string | undefined, expected: string | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['identity', undefined],
  ['deflate, constructor', undefined],
  ['gzip;q=0, br;q=0', undefined],
  ['identity, gzip;q=0.5', undefined],
  ['gzip', 'gzip'],
  ['gzip, deflate, br', 'br'],
  ['gzip, br;q=0.2', 'gzip'],
  ['gzip;q=0.5, br;q=0.9', 'br'],
  ['identity;q=0.1, X-GZIP', 'gzip'],
])('Accept-Encoding: %s is answered in %s', (acceptEncoding, expected) => {
  expect(negotiateCoding(acceptEncoding)).toBe(expected);
});

test('a choice is made once for a header, and again when it was forgotten', () => {
  const made: (string | undefined)[] = [];
  const choose = remembering((header) => made.push(header));
  for (const header of ['a', 'a', undefined, undefined]) choose(header);
  expect(made).toEqual(['a', undefined]);
  for (let index = 0; index < 100; index += 1) choose(String(index));
  choose('a');
  expect(made.at(-1)).toBe('a');
  const long = 'x'.repeat(1_000);
  for (const header of [long, long]) choose(header);
  expect(made.filter((header) => header === long)).toHaveLength(2);
});
