import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createBearerVerifier, type BearerVerifier } from '../../../lib/bearer.ts';
import { startPlainIssuer, type PlainIssuer } from '../../../tools/issuer/plainIssuer.ts';

let issuer: PlainIssuer;
let tokens: readonly string[];
beforeAll(async () => {
  issuer = await startPlainIssuer();
  tokens = await issuer.tokens(3, ['reader']);
});
afterAll(() => issuer.close());

const hourMs = 3_600_000;
let laterMs = 0;
const verifier = (): BearerVerifier => {
  laterMs = 0;
  return createBearerVerifier({
    ...{ issuer: issuer.url, audience: 'referent', jwksUrl: issuer.jwksUrl },
    ...{ algorithms: ['ES256'], defaultRegion: 'EU' },
    claimNames: { roles: 'roles', team: 'team', region: 'region' },
    clock: { now: () => new Date(Date.now() + laterMs) },
  });
};

test('a header that was good a moment ago is refused once its token has ended', async () => {
  const { verify } = verifier();
  const header = `Bearer ${tokens[0] ?? ''}`;
  for (let time = 0; time < 3; time += 1) {
    expect((await verify(header)).actor).toBe('caller-0');
  }
  laterMs = hourMs + 31_000;
  await expect(verify(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('a header is told from all others by every letter', async () => {
  const { verify } = verifier();
  const header = `Bearer ${tokens[0] ?? ''}`;
  for (let time = 0; time < 3; time += 1) await verify(header);
  const changed = `${header.slice(0, -3)}${header.endsWith('AAA') ? 'BBB' : 'AAA'}`;
  await expect(verify(changed)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect((await verify(`Bearer ${tokens[1] ?? ''}`)).actor).toBe('caller-1');
  expect((await verify(header)).actor).toBe('caller-0');
});
