import { describe, expect, it, test } from '@jest/globals';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { parsePolicyLock, PolicyLockError, readPolicyLock } from '../../../policies/readLock.ts';
import { compileFixture } from './fixtures.ts';

const { lock } = compileFixture();
const text = canonicalJson(lock);

describe('the published policy', () => {
  test.each<[guarantee: string, text: string]>([
    ['a text that is no JSON is refused', text.slice(0, -1)],
    ['another JSON is refused', '{}'],
    ['another format is refused', canonicalJson({ ...lock, format: 2 })],
    ['a lock without a hash is refused', canonicalJson({ ...lock, hash: undefined })],
    [
      'a changed right is refused',
      text.replace('"collections":"domain-only"', '"collections":"clear"'),
    ],
    ['a changed role is refused', text.replace('"roles":["dispatcher"]', '"roles":["intruder"]')],
    ['a hash of something else is refused', canonicalJson({ ...lock, hash: '0'.repeat(64) })],
  ])('%s', (_guarantee, changed) => {
    expect(changed).not.toBe(text);
    expect(() => parsePolicyLock(changed)).toThrow(PolicyLockError);
  });

  it('is read as it was written', () => {
    expect(parsePolicyLock(text)).toEqual(lock);
  });

  it('is refused where its file is missing', () => {
    expect(() => readPolicyLock('/nonexistent/policy.lock.json')).toThrow();
  });
});
