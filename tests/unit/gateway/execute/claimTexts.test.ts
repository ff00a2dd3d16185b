import { expect, test } from '@jest/globals';
import { createClaimTexts } from '../../../../gateway/execute/claimTexts.ts';
import type { RequestScope } from '../../../../gateway/execute/requestScope.ts';
import type { Caller } from '../../../../lib/bearer.ts';

const caller: Caller = {
  ...{ actor: 'actor-1', roles: ['accountant', 'auditor'], team: 'north', region: 'EU' },
  ...{ authAgeSeconds: undefined, demo: false, expiresAt: 0 },
};

const scope: RequestScope = {
  ...{
    requestId: 'request-1',
    intent: 'request-1',
    authorization: 'Bearer a.b.c',
    deadlineAt: 0,
    caller,
  },
  ...{ screen: 'a-screen', documentHash: 'hash-1', purpose: 'billing', roles: ['accountant'] },
  subjectsMax: 10,
  client: { isGone: false, onGone: () => undefined, offGone: () => undefined },
};

const claimsIn = (text: string): unknown => {
  const json = Buffer.from(text, 'base64url').toString('utf8').trimEnd();
  return JSON.parse(`${json.slice(0, -1)}}`);
};

test('claims are those of the request, and of the epoch', () => {
  expect(claimsIn(createClaimTexts(7)(scope))).toEqual({
    ...{ iss: 'gateway', screen: 'a-screen', doc: 'hash-1', purpose: 'billing' },
    ...{ actor: 'actor-1', roles: ['accountant'], region: 'EU', team: 'north' },
    ...{ epoch: 7, subjectsMax: 10 },
  });
});

test.each<[guarantee: string, change: Partial<RequestScope>]>([
  ['another document', { documentHash: 'hash-2' }],
  ['another screen', { screen: 'b-screen' }],
  ['another purpose', { purpose: 'marketing' }],
  ['another role', { roles: ['auditor'] }],
  ['one role more', { roles: ['accountant', 'auditor'] }],
  ['another bound of subjects', { subjectsMax: 11 }],
  ['another caller', { caller: { ...caller, actor: 'actor-2' } }],
  ['a caller of another region', { caller: { ...caller, region: 'US' } }],
  ['a demonstration’s caller', { caller: { ...caller, demo: true } }],
])('%s is never asked for by what was kept of the request before', (_guarantee, change) => {
  const texts = createClaimTexts(1);
  const before = texts(scope);
  const changed = texts({ ...scope, ...change });
  expect(changed).toBe(createClaimTexts(1)({ ...scope, ...change }));
  expect(changed).not.toBe(before);
  expect(texts(scope)).toBe(before);
});
