import { expect, test } from '@jest/globals';
import { negotiate } from '../../../gateway/http/negotiate.ts';

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
